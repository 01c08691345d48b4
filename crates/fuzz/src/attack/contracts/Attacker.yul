// The attacker's contract as the search uses it: whenever control reaches it, it asks the plan what to do next, makes those calls,
// and answers what the plan says. What it does, any contract can do; a proof spells it out in Solidity.
//
// A note, as the plan returns it, is a run of words: answer, number of calls, then for each call: target, wei, length of the data,
// number of amounts, the data (padded to words), and for each amount eight words: where it goes (offset in the data, or 2^255 for the
// wei), where it comes from (0: word of the call data received, at the offset given next; 1: wei of the account given after next;
// otherwise a contract that is asked), selector, two arguments, offset of the answer's word that is meant, numerator, denominator.
object "Attacker" {
    code {
        datacopy(0, dataoffset("runtime"), datasize("runtime"))
        return(0, datasize("runtime"))
    }
    object "runtime" {
        code {
            let plan := 0xa77acce2000000000000000000000000000000ff
            mstore(0, shl(224, shr(224, calldataload(0))))
            // More than four bytes: next note, and who called. In a static call the plan cannot count, and is asked for the answer alone.
            mstore(5, caller())
            if iszero(call(400000, plan, 0, 0, 37, 0, 0)) {
                pop(staticcall(400000, plan, 0, 4, 0, 0))
            }
            let note := 0x80
            returndatacopy(note, 0, returndatasize())
            let scratch := add(note, returndatasize())
            let at := add(note, 64)
            for { let left := mload(add(note, 32)) } left { left := sub(left, 1) } {
                let len := mload(add(at, 64))
                let data := add(at, 128)
                let amount := add(data, and(add(len, 31), not(31)))
                for { let amounts := mload(add(at, 96)) } amounts { amounts := sub(amounts, 1) } {
                    let x := 0
                    let source := mload(add(amount, 32))
                    let argument := mload(add(amount, 96))
                    switch source
                    case 0 { x := calldataload(mload(add(amount, 64))) }
                    case 1 { x := balance(argument) }
                    default {
                        mstore(scratch, mload(add(amount, 64)))
                        mstore(add(scratch, 4), argument)
                        mstore(add(scratch, 36), mload(add(amount, 128)))
                        let word := mload(add(amount, 160))
                        if staticcall(gas(), source, scratch, 68, 0, 0) {
                            if gt(returndatasize(), add(word, 31)) {
                                returndatacopy(scratch, word, 32)
                                x := mload(scratch)
                            }
                        }
                    }
                    let numerator := mload(add(amount, 192))
                    let denominator := mload(add(amount, 224))
                    switch shr(192, x)
                    case 0 { x := div(mul(x, numerator), denominator) }
                    default { x := mul(div(x, denominator), numerator) }
                    let goes := mload(amount)
                    switch shr(255, goes)
                    case 0 { mstore(add(data, goes), x) }
                    default { mstore(add(at, 32), x) }
                    amount := add(amount, 256)
                }
                pop(call(gas(), mload(at), mload(add(at, 32)), data, len, 0, 0))
                at := amount
            }
            let answer := mload(note)
            mstore(0, answer)
            mstore(32, answer)
            mstore(64, answer)
            mstore(96, answer)
            return(0, 128)
        }
    }
}
