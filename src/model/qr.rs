//! QR codes of link addresses (ISO/IEC 18004).

use qrcode::{EcLevel, QrCode};

use super::document::Symbol;

/// The longest address: a longer one has modules that phones cannot tell apart on a small print.
const LONGEST: usize = 200;

/// What is wrong with a longer one, and what to do.
pub(super) const TOO_LONG: (&str, &str) =
    ("is too long for a QR code", "give a shorter address, of at most 200 characters; many sites make short links");

/// The symbol, without its quiet zone. A quarter of it may be unreadable (level Q): handouts are folded and copied.
pub(super) fn symbol(uri: &str) -> Option<Symbol> {
    if uri.len() > LONGEST {
        return None;
    }
    let code = QrCode::with_error_correction_level(uri, EcLevel::Q).ok()?;
    let modules = code.to_colors().into_iter().map(|color| color == qrcode::Color::Dark).collect();
    Some(Symbol { side: code.width(), modules })
}
