//! `hotfire world`: a world as the attacker reads it.
//!
//! Invariant: text and JSON say the same, and what is said was read from the deployed world, never from names in sources.

use crate::{
    args::WorldArgs, error::CliError, exit::Exit, prepare::prepare, screen::counted,
    settings::ProjectSettings,
};
use alloy_primitives::{Address, Bytes, U256};
use hotfire_fuzz::{
    Dialect, Harness,
    attack::{Arena, Asset},
};
use serde::Serialize;
use std::fmt::Write;

/// Views of one target that are listed.
const VIEWS_SHOWN_MAX: usize = 24;

/// A world, ready to be told.
#[derive(Debug, Serialize)]
struct World {
    id: String,
    /// The asset that a gain is told in first.
    #[serde(skip_serializing_if = "Option::is_none")]
    numeraire: Option<String>,
    assets: Vec<ToldAsset>,
    loans: Vec<ToldLoan>,
    honest: Vec<Named>,
    /// Transactions that the attacker may act before and after.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    honest_transactions: Vec<ToldHonest>,
    roles: Vec<ToldRole>,
    targets: Vec<ToldTarget>,
}

#[derive(Debug, Serialize)]
struct Named {
    name: Option<String>,
    address: Address,
}

#[derive(Debug, Serialize)]
struct ToldAsset {
    name: String,
    token: Option<Address>,
    decimals: u8,
    /// It is a share of other assets, and is not lent.
    claim: bool,
    /// A gain of it counts.
    counts: bool,
    /// In the smallest units.
    #[serde(serialize_with = "digits")]
    supply: U256,
    /// What targets and honest accounts hold.
    #[serde(serialize_with = "digits")]
    prize: U256,
}

#[derive(Debug, Serialize)]
struct ToldLoan {
    asset: String,
    from: Named,
    #[serde(serialize_with = "digits")]
    amount: U256,
    #[serde(skip)]
    decimals: u8,
}

#[derive(Debug, Serialize)]
struct ToldHonest {
    name: String,
    from: Address,
    to: Address,
    #[serde(serialize_with = "digits")]
    value: U256,
    data: Bytes,
}

#[derive(Debug, Serialize)]
struct ToldRole {
    name: String,
    view: String,
    holder: Address,
    /// It can do what a stranger cannot, because it is named there.
    guards: bool,
    /// Its key is stolen: the attacker sends from it.
    stolen: bool,
    /// Harnesses in which it is, where keys are stolen in turn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    turns: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ToldTarget {
    name: String,
    address: Address,
    /// The attacker does not call it.
    trusted: bool,
    functions: Vec<String>,
    views: Vec<String>,
}

pub(crate) fn run(args: &WorldArgs, quiet: bool) -> Result<Exit, CliError> {
    let mut settings = ProjectSettings::new(&args.project)?;
    settings.dialect = settings.dialect.or(Some(Dialect::World));
    let prepared = prepare(&settings, quiet)?;
    let mut worlds: Vec<World> = Vec::new();
    for harness in &prepared.harnesses {
        let Some(arena) = harness.arena.as_deref() else { continue };
        // Where keys are stolen in turn, there is a harness for each, of the same world.
        let id = harness.id.split('#').next().unwrap_or_default();
        match worlds.iter_mut().find(|world| world.id == id) {
            Some(world) => world.add_turn(harness, arena),
            None => {
                let mut world = World::new(harness, arena);
                if harness.id != id {
                    world.id = id.to_owned();
                    world.add_turn(harness, arena);
                }
                worlds.push(world);
            }
        }
    }
    if worlds.is_empty() {
        return Err(CliError::NoWorld);
    }
    if args.json {
        let document = serde_json::json!({ "format": "hotfire-world", "version": 1, "worlds": worlds });
        return crate::print(&format!("{document:#}\n"));
    }
    crate::print(&worlds.iter().map(World::text).collect::<Vec<_>>().join("\n"))
}

impl World {
    fn new(harness: &Harness, arena: &Arena) -> Self {
        let named = |address: Address| Named { name: harness.labels.get(&address).cloned(), address };
        let asset = |asset: &Asset| ToldAsset {
            name: asset.name.clone(),
            token: asset.token,
            decimals: asset.decimals,
            claim: asset.is_claim,
            counts: asset.counts,
            supply: asset.supply,
            prize: asset.prize,
        };
        let loans = arena.loans.iter().filter_map(|loan| {
            let asset = arena.assets.get(loan.asset)?;
            let (name, decimals) = (asset.name.clone(), asset.decimals);
            Some(ToldLoan { asset: name, from: named(loan.from), amount: loan.amount, decimals })
        });
        let roles = arena.roles.iter().map(|role| ToldRole {
            name: role.name.clone(),
            view: role.subject.clone(),
            holder: role.holder,
            guards: role.guards,
            stolen: arena.stolen.contains(&role.holder),
            turns: Vec::new(),
        });
        let made = arena.honest_txs.iter().map(|honest| ToldHonest {
            name: honest.name.clone(),
            from: honest.tx.from,
            to: honest.tx.to,
            value: honest.tx.value,
            data: honest.tx.data.clone(),
        });
        Self {
            id: harness.id.clone(),
            honest_transactions: made.collect(),
            numeraire: arena.numeraire.map(|asset| arena.assets[asset].name.clone()),
            assets: arena.assets.iter().map(asset).collect(),
            loans: loans.collect(),
            honest: arena.honest.iter().copied().map(named).collect(),
            roles: roles.collect(),
            targets: arena.targets.iter().map(|&address| target(harness, arena, address)).collect(),
        }
    }

    /// Notes whose key is stolen in one of several harnesses of the same world.
    fn add_turn(&mut self, harness: &Harness, arena: &Arena) {
        for role in self.roles.iter_mut().filter(|role| arena.stolen.contains(&role.holder)) {
            role.stolen = true;
            role.turns.push(harness.id.clone());
        }
    }

    fn text(&self) -> String {
        let mut page = Page(format!("{}\n", self.id));
        page.part("assets", "supply, and what targets and honest accounts hold of it");
        for asset in &self.assets {
            let (supply, prize) =
                (decimal(asset.supply, asset.decimals), decimal(asset.prize, asset.decimals));
            let kind = match (asset.claim, asset.counts) {
                (true, _) => "  a claim on other assets: not lent",
                (false, true) => "",
                (false, false) => "  a gain of it does not count",
            };
            let first = self.numeraire.as_ref().filter(|name| **name == asset.name);
            let first = if first.is_some() { "  gains are told in it first" } else { "" };
            page.line(&format!("{:<16}{supply:>28}{prize:>28}{kind}{first}", asset.name));
        }
        page.part("loans", "who lends how much to the attacker");
        for loan in &self.loans {
            let amount = decimal(loan.amount, loan.decimals);
            page.line(&format!("{:<16}{amount:>28}  from {}", loan.asset, loan.from.text()));
        }
        page.part("honest accounts", "people who own something; never attackers");
        self.honest.iter().for_each(|who| page.line(&who.text()));
        if !self.honest_transactions.is_empty() {
            page.part(
                "honest transactions",
                "the attacker chooses when each is made, and may act before and after",
            );
            for made in &self.honest_transactions {
                page.line(&format!("{}  by {}", made.name, made.from));
            }
        }
        page.part(
            "roles",
            "accounts that targets name; --compromise NAME steals a key, any-one each in turn",
        );
        for role in &self.roles {
            let guards = if role.guards { "  guards something" } else { "" };
            let stolen = match (role.stolen, role.turns.is_empty()) {
                (false, _) => "",
                (true, true) => "  stolen",
                (true, false) => "  stolen in turn",
            };
            page.line(&format!("{:<16}{}  by {}{guards}{stolen}", role.name, role.holder, role.view));
        }
        page.part("targets", "contracts that the attacker calls, with their functions");
        for target in &self.targets {
            let trusted = if target.trusted { "  trusted: not called" } else { "" };
            page.line(&format!("{} {}{trusted}", target.name, target.address));
            target.functions.iter().for_each(|function| page.line(&format!("  {function}")));
            let views = &target.views[..target.views.len().min(VIEWS_SHOWN_MAX)];
            if !views.is_empty() {
                page.line(&format!("  views: {}", views.join(", ")));
            }
            if target.views.len() > views.len() {
                let more = counted(target.views.len() - views.len(), "view", "views");
                page.line(&format!("  and {more} more"));
            }
        }
        page.0
    }
}

impl Named {
    fn text(&self) -> String {
        match &self.name {
            Some(name) => format!("{name} ({})", self.address),
            None => self.address.to_string(),
        }
    }
}

/// A page that is written part by part.
struct Page(String);

impl Page {
    fn part(&mut self, title: &str, what: &str) {
        // Writing to a string cannot fail.
        let _ok = write!(self.0, "\n{title} ({what})\n");
    }

    fn line(&mut self, text: &str) {
        let _ok = writeln!(self.0, "  {}", text.trim_end());
    }
}

fn target(harness: &Harness, arena: &Arena, address: Address) -> ToldTarget {
    let own = || harness.functions.iter().filter(|function| function.address == address);
    let functions = own()
        .filter(|function| !function.view)
        .map(|function| format!("{}{}", function.signature, if function.payable { " payable" } else { "" }));
    let views = arena.views.iter().filter(|view| view.address == address);
    let views = views.map(|view| view.subject.rsplit('.').next().unwrap_or_default().to_owned());
    let name = own().map(|function| function.contract.clone()).next();
    ToldTarget {
        name: name.unwrap_or_default(),
        address,
        trusted: arena.trusted.contains(&address),
        functions: functions.collect(),
        views: views.collect(),
    }
}

/// As decimal digits: a number of this size is no JSON number.
fn digits<S: serde::Serializer>(units: &U256, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(units)
}

/// Units with the asset's decimal point and with separators, at most six places.
fn decimal(units: U256, decimals: u8) -> String {
    let one = U256::from(10).checked_pow(U256::from(decimals)).unwrap_or(U256::ONE);
    let places = format!("{:0>width$}", units % one, width = usize::from(decimals));
    let places = places[..places.len().min(6)].trim_end_matches('0');
    let digits = (units / one).to_string();
    let mut whole = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            whole.push(',');
        }
        whole.push(digit);
    }
    if places.is_empty() || decimals == 0 { whole } else { format!("{whole}.{places}") }
}

#[cfg(test)]
mod tests {
    use super::decimal;
    use alloy_primitives::U256;

    #[test]
    fn amounts_are_shown_as_people_write_them() {
        let e18 = U256::from(10).pow(U256::from(18));
        assert_eq!(decimal(e18 * U256::from(11_700_000), 18), "11,700,000");
        assert_eq!(decimal(U256::from(1_500_000), 6), "1.5");
        assert_eq!(decimal(U256::from(42), 0), "42");
        assert_eq!(decimal(U256::ZERO, 18), "0");
    }
}
