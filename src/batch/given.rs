//! What the command line gives all copies: what each column fills, and values that are the same in each.

use anyhow::bail;

use crate::content::lists::is_field;
use crate::content::suggest;
use crate::model::damage::damage;
use crate::model::fields::has_control;
use crate::records::Target;

/// Reads `--map COLUMN=FIELD`.
pub(super) fn read_map(arguments: &[String], fields: &[String]) -> anyhow::Result<Vec<(String, Target)>> {
    let mut map: Vec<(String, Target)> = Vec::new();
    for argument in arguments {
        // A column name may contain `=`; a field name cannot.
        let Some((column, target)) = argument.rsplit_once('=') else { bail!("--map takes `COLUMN=FIELD`") };
        let target = Target::parse(target.trim(), fields)
            .map_err(|hint| anyhow::anyhow!("--map: the handout has no field `{}` ({hint})", target.trim()))?;
        if map.iter().any(|(known, _)| known == column.trim()) {
            bail!("--map lists the column `{}` twice", column.trim());
        }
        map.push((column.trim().to_owned(), target));
    }
    Ok(map)
}

/// Reads `--set patient.FIELD=VALUE`. No message repeats a value.
pub(super) fn read_constants(
    arguments: &[String],
    fields: &[String],
    allow_damaged: bool,
) -> anyhow::Result<Vec<(String, String)>> {
    let mut constants: Vec<(String, String)> = Vec::new();
    for argument in arguments {
        let parts = argument.split_once('=').and_then(|(name, value)| Some((name.strip_prefix("patient.")?, value)));
        // The argument may hold a value, so it is not repeated.
        let Some((field, value)) = parts else { bail!("--set takes `patient.FIELD=VALUE`") };
        if !is_field(fields, field) {
            bail!(
                "--set gives a field that the handout does not have; {}",
                suggest::hint(field, fields.iter().map(String::as_str))
            );
        }
        if constants.iter().any(|(known, _)| known == field) {
            bail!("--set gives the field `{field}` two values");
        }
        if has_control(value) {
            bail!("the value that --set gives the field `{field}` contains a control character");
        }
        if let Some(damage) = damage(field, value).filter(|_| !allow_damaged) {
            bail!("the value that --set gives the field `{field}` is {}; --allow value-damaged prints it", damage.what);
        }
        constants.push((field.to_owned(), value.to_owned()));
    }
    Ok(constants)
}
