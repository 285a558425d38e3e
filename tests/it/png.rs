//! PNG files that are made to fill memory.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A chunk of a PNG file.
pub(crate) fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(data);
    [&(data.len() as u32).to_be_bytes(), &name[..], data, &crc.sum().to_be_bytes()].concat()
}

pub(crate) fn png(width: u32, height: u32, channels: usize, before_data: &[u8]) -> Vec<u8> {
    let kind = if channels == 4 { 6 } else { 2 };
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, kind, 0, 0, 0]].concat();
    let data = zeros(height as usize * (width as usize * channels + 1));
    let chunks = [chunk(b"IHDR", &header), before_data.to_vec(), chunk(b"IDAT", &data), chunk(b"IEND", &[])];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

pub(crate) fn zeros(count: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let block = vec![0; 1 << 20];
    for start in (0..count).step_by(block.len()) {
        encoder.write_all(&block[..block.len().min(count - start)]).expect("compressed");
    }
    encoder.finish().expect("compressed")
}
