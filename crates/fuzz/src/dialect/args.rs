//! Constructor arguments: given as text or JSON, or drawn when a contract is deployed without anybody's say.
//!
//! Invariant: the same project and contract draw the same arguments.

use alloy_dyn_abi::{DynSolType, Specifier};
use alloy_json_abi::{InternalType, Param};
use alloy_primitives::{Address, U256};
use serde_json::Value;

/// A JSON value of a configuration file as the text that [`DynSolType::coerce_str`] reads; `None` when the shapes differ.
///
/// `deployed` resolves Medusa's `DeployedContract:Name`.
pub(super) fn from_json(
    param: &Param,
    value: &Value,
    deployed: &dyn Fn(&str) -> Option<Address>,
) -> Option<String> {
    let text = match value {
        Value::Object(fields) => {
            let parts =
                param.components.iter().map(|field| from_json(field, fields.get(&field.name)?, deployed));
            format!("({})", parts.collect::<Option<Vec<_>>>()?.join(","))
        }
        Value::Array(items) => {
            let element = element_of(param);
            let parts = items.iter().enumerate().map(|(at, item)| {
                let param = element.as_ref().or_else(|| param.components.get(at))?;
                from_json(param, item, deployed)
            });
            let parts = parts.collect::<Option<Vec<_>>>()?.join(",");
            if element.is_some() { format!("[{parts}]") } else { format!("({parts})") }
        }
        Value::String(text) => match text.strip_prefix("DeployedContract:") {
            Some(name) => deployed(name)?.to_string(),
            None if param.ty == "address" => super::settings::address(value)?.to_string(),
            None => text.clone(),
        },
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Null => return None,
    };
    Some(text)
}

/// The parameter of one element of an array parameter.
fn element_of(param: &Param) -> Option<Param> {
    let open = param.ty.strip_suffix(']')?.rfind('[')?;
    Some(Param { ty: param.ty[..open].to_owned(), ..param.clone() })
}

/// The contract that a parameter's declared type names: `IERC20` for `IERC20 asset`.
pub(super) fn contract_type(param: &Param) -> Option<&str> {
    match param.internal_type.as_ref()? {
        InternalType::Contract(name) => Some(name.rsplit('.').next().unwrap_or(name)),
        _ => None,
    }
}

/// A sensible value for a parameter of no contract type: one ether for amounts, 18 decimals, `owner` for addresses.
pub(super) fn draw(param: &Param, owner: Address) -> Option<String> {
    draw_type(&param.resolve().ok()?, &param.name.to_ascii_lowercase(), owner)
}

fn draw_type(ty: &DynSolType, name: &str, owner: Address) -> Option<String> {
    Some(match ty {
        DynSolType::Bool => "true".to_owned(),
        DynSolType::Uint(bits) => number(name, *bits).to_string(),
        DynSolType::Int(bits) => number(name, bits.saturating_sub(1)).to_string(),
        DynSolType::Address => owner.to_string(),
        DynSolType::FixedBytes(len) => format!("0x{}01", "00".repeat(len.saturating_sub(1))),
        DynSolType::Bytes => "0x".to_owned(),
        DynSolType::String => if name.contains("symbol") { "TKN" } else { "Token" }.to_owned(),
        DynSolType::Array(item) => format!("[{}]", draw_type(item, name, owner)?),
        DynSolType::FixedArray(item, len) => {
            let one = draw_type(item, name, owner)?;
            format!("[{}]", vec![one; *len].join(","))
        }
        DynSolType::Tuple(items) => {
            let parts = items.iter().map(|item| draw_type(item, name, owner));
            format!("({})", parts.collect::<Option<Vec<_>>>()?.join(","))
        }
        _ => return None,
    })
}

fn number(name: &str, bits: usize) -> U256 {
    const DECIMALS: u64 = 18;
    if name.contains("decimal") {
        return U256::from(DECIMALS);
    }
    let ether = U256::from(10).pow(U256::from(DECIMALS));
    if ether.bit_len() <= bits { ether } else { U256::from(100_u64).min(max_of(bits)) }
}

fn max_of(bits: usize) -> U256 {
    U256::MAX.wrapping_shr(256_usize.saturating_sub(bits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_json_abi::JsonAbi;
    use serde_json::json;

    fn params(constructor: &str) -> Vec<Param> {
        JsonAbi::parse([constructor]).unwrap().constructor.unwrap().inputs
    }

    #[test]
    fn drawn_values_fit_their_types() {
        let owner = Address::with_last_byte(7);
        let inputs = params(
            "constructor(uint256 a, uint8 decimals, uint8 small, int8 b, address c, bytes4 d, string symbol, uint256[2] e, bool[] f)",
        );
        for param in &inputs {
            let text = draw(param, owner).unwrap();
            let ty = param.resolve().unwrap();
            assert!(ty.coerce_str(&text).is_ok(), "{param:?}: {text}");
        }
        assert_eq!(draw(&inputs[0], owner).unwrap(), "1000000000000000000");
        assert_eq!(draw(&inputs[1], owner).unwrap(), "18");
        assert_eq!(draw(&inputs[2], owner).unwrap(), "100");
    }

    #[test]
    fn json_becomes_text_of_the_same_shape() {
        let nobody = |_: &str| None;
        let inputs = params("constructor(uint256 x, address token, uint256[] list)");
        let token = Address::with_last_byte(9);
        assert_eq!(from_json(&inputs[0], &json!("0x4d2"), &nobody).unwrap(), "0x4d2");
        assert_eq!(from_json(&inputs[2], &json!(["1", 2]), &nobody).unwrap(), "[1,2]");
        let found = from_json(&inputs[1], &json!("DeployedContract:Token"), &|name| {
            (name == "Token").then_some(token)
        });
        assert_eq!(found.unwrap(), token.to_string());
        assert_eq!(from_json(&inputs[1], &json!("DeployedContract:Token"), &nobody), None);
        let mut pair = inputs[0].clone();
        pair.ty = "tuple".into();
        pair.components = inputs[..2].to_vec();
        assert_eq!(
            from_json(&pair, &json!({"x": 1, "token": "0x10"}), &nobody).unwrap(),
            format!("(1,{})", Address::with_last_byte(0x10))
        );
    }
}
