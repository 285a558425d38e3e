//! HTML: escaping, and the frame that all pages have.

use std::fmt::{self, Display};

use axum::http::Uri;

use super::form::Form;
use super::words::{ALL, Words};

/// Text that is safe between tags and in quoted attributes.
pub(super) struct Text<'t>(pub &'t str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

/// What all pages are made with.
pub(super) struct Frame<'f> {
    /// The page's words.
    pub words: &'static Words,
    /// The hospital's name.
    pub site: Option<String>,
    /// The page's script.
    pub script: &'static str,
    /// The address, for the links that change the page's language.
    pub uri: &'f Uri,
    /// The printer used last.
    pub printer: Option<String>,
}

impl Frame<'_> {
    /// A page with a title and the HTML of its content.
    pub(super) fn page(&self, title: &str, content: &str) -> String {
        let Words { tag, dir, skip, title: all, page_language, .. } = self.words;
        let site = self.site.as_deref().unwrap_or(all);
        let switch: String = ALL.iter().map(|words| self.link_to(words)).collect();
        format!(
            "<!doctype html>\n<html lang=\"{tag}\" dir=\"{dir}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} – {site}</title>\n\
             <link rel=\"stylesheet\" href=\"/assets/page.css\">\n<link rel=\"icon\" href=\"/assets/icon.svg\">\n\
             <script src=\"/assets/{script}\" type=\"module\"></script>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#content\">{skip}</a>\n<header>\n<div class=\"wide\">\n\
             <a class=\"home\" href=\"/\"><bdi>{site}</bdi></a>\n\
             <nav aria-label=\"{page_language}\"><ul>{switch}</ul></nav>\n</div>\n</header>\n\
             <main id=\"content\" class=\"wide\" tabindex=\"-1\">\n{content}</main>\n</body>\n</html>\n",
            title = Text(title),
            site = Text(site),
            script = self.script,
        )
    }

    /// A link that shows the page in a language.
    fn link_to(&self, words: &Words) -> String {
        let Words { tag, dir, name, .. } = words;
        if *tag == self.words.tag {
            return format!("<li><span aria-current=\"true\" lang=\"{tag}\" dir=\"{dir}\">{name}</span></li>");
        }
        let query = Form::parse(self.uri.query().unwrap_or_default().as_bytes());
        let mut address = form_urlencoded::Serializer::new(String::new());
        for (name, value) in query.pairs().filter(|(name, _)| *name != "ui") {
            address.append_pair(name, value);
        }
        let address = format!("{}?{}", self.uri.path(), address.append_pair("ui", tag).finish());
        let address = Text(&address);
        format!("<li><a href=\"{address}\" hreflang=\"{tag}\" lang=\"{tag}\" dir=\"{dir}\">{name}</a></li>")
    }
}
