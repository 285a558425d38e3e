//! FHIR R4 `Appointment` resources: when and where a patient is expected.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::records::dialect::local_time;
use crate::records::plan::Plan;
use crate::records::{Target, time_zone};

/// The key of the day for `--map`, and the fields of a handout that it fills without it.
pub(in crate::records) const DATE: (&str, &[&str]) =
    ("visit_date", &["test_date", "visit_date", "appointment_date", "date"]);
/// The same for the time of day.
pub(in crate::records) const TIME: (&str, &[&str]) =
    ("visit_time", &["arrive_at", "visit_time", "appointment_time", "test_time", "time"]);
const PLACE: (&str, &[&str]) = ("location", &["location", "place", "clinic", "department"]);

/// An appointment, as far as it is read.
#[derive(Deserialize)]
pub(super) struct Appointment {
    status: Option<String>,
    start: Option<String>,
    #[serde(default)]
    participant: Vec<Participant>,
}

#[derive(Deserialize)]
struct Participant {
    actor: Option<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    reference: Option<String>,
    display: Option<String>,
}

/// Whether the handout has a field that an appointment fills.
pub(super) fn is_wanted(plan: &Plan) -> bool {
    [DATE, TIME, PLACE].iter().any(|(key, usual)| plan.target_of(key, usual).is_some())
}

/// Values for a record, or the field at fault and what is wrong.
type Visit = Result<Vec<(Target, String)>, (Option<String>, String)>;

/// The values of a patient's only appointment.
///
/// Which of several a handout is for is not for us to choose, and one that is not going to take place is not printed.
pub(super) fn visit(all: &[&Appointment], places: &BTreeMap<String, String>, plan: &Plan) -> Visit {
    let current: Vec<&&Appointment> = all.iter().filter(|appointment| appointment.standing() == Ok(())).collect();
    match (current[..].len(), all.first()) {
        (0, None) => Ok(vec![]),
        (0, Some(first)) => Err((None, first.standing().err().unwrap_or_default().to_owned())),
        (1, _) => current[0].values(places, plan),
        _ => Err((
            None,
            "the patient has several appointments in this Bundle; leave the one that the handout is for".to_owned(),
        )),
    }
}

impl Appointment {
    /// Why it does not take place, if so.
    fn standing(&self) -> Result<(), &'static str> {
        match self.status.as_deref() {
            Some("booked" | "arrived" | "checked-in") => Ok(()),
            Some("cancelled" | "noshow" | "entered-in-error") => {
                Err("the patient's appointment was cancelled or missed, or entered in error (`status`)")
            }
            Some("fulfilled") => Err("the patient's appointment is over (`status` is fulfilled)"),
            _ => Err("the patient's appointment is not booked yet (`status`)"),
        }
    }

    /// What the references to participants of a kind are.
    pub(super) fn references(&self, kind: &'static str) -> impl Iterator<Item = &str> {
        let actors = self.participant.iter().filter_map(|participant| participant.actor.as_ref());
        actors.filter_map(|actor| actor.reference.as_deref()).filter(move |reference| is_of(reference, kind))
    }

    fn values(&self, places: &BTreeMap<String, String>, plan: &Plan) -> Visit {
        let mut values = Vec::new();
        let (date, time) = (plan.target_of(DATE.0, DATE.1), plan.target_of(TIME.0, TIME.1));
        if let Some(start) = &self.start
            && (date.is_some() || time.is_some())
        {
            let zone = plan.dialect.time_zone.as_deref().and_then(time_zone);
            let at = local_time(start, zone.as_ref()).map_err(|why| (None, why.to_owned()))?;
            values.extend(date.map(|target| (target, at.date().to_string())));
            values.extend(time.map(|target| (target, at.strftime("%H:%M").to_string())));
        }
        if let Some(target) = plan.target_of(PLACE.0, PLACE.1) {
            let actors = self.participant.iter().filter_map(|participant| participant.actor.as_ref());
            let of_place = |actor: &&Reference| actor.reference.as_deref().is_some_and(|r| is_of(r, "Location"));
            let name = |actor: &Reference| {
                let own = actor.reference.as_ref().and_then(|reference| places.get(bare(reference)));
                own.cloned().or_else(|| actor.display.clone())
            };
            let mut found = actors.filter(of_place).filter_map(name);
            let first = found.next();
            if found.next().is_some() {
                let field = target.name().map(str::to_owned);
                return Err((field, "the appointment is in several places; leave one".to_owned()));
            }
            values.extend(first.map(|name| (target, name)));
        }
        Ok(values)
    }
}

/// A reference without the version that it may name.
pub(super) fn bare(reference: &str) -> &str {
    reference.split_once("/_history/").map_or(reference, |(bare, _)| bare)
}

/// Whether a reference names a resource of a type. A `urn:uuid` may be of any.
fn is_of(reference: &str, kind: &str) -> bool {
    let mut parts = bare(reference).rsplit('/');
    reference.starts_with("urn:") || (parts.next().is_some() && parts.next() == Some(kind))
}
