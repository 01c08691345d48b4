// What the attacker's contracts do each time that control reaches them, written into storage before a transaction.
//
// A caller that is none of the attacker's accounts runs the attacker's code as its own: that is remembered. So is who called the
// attacker with the marked data: nobody but the attacker gives them to anybody, so its selector, too, was chosen by the attacker.
//
// Slots: 0 notes taken so far; 1 notes there are; 2 answers there are; 3 who ran the attacker's code as its own; 4 who called with the
// marked data; 0x100 + 2i selector and 0x101 + 2i answer; 0x1000 + i where note
// i begins; 0x2000 + i its length in words. A note is stored from its number of calls on; its answer goes before it.
object "Plan" {
    code {
        datacopy(0, dataoffset("runtime"), datasize("runtime"))
        return(0, datasize("runtime"))
    }
    object "runtime" {
        code {
            let asked := shl(224, shr(224, calldataload(0)))
            mstore(0, answer(asked))
            mstore(32, 0)
            let words := 1
            if gt(calldatasize(), 4) {
                let taken := sload(0)
                sstore(0, add(taken, 1))
                switch shr(8, caller())
                case 0xa77acce2000000000000000000000000000000 { }
                default { sstore(3, caller()) }
                if eq(asked, shl(224, 0x01010101)) { sstore(4, calldataload(5)) }
                if lt(taken, sload(1)) {
                    let from := sload(add(0x1000, taken))
                    words := sload(add(0x2000, taken))
                    for { let i := 0 } lt(i, words) { i := add(i, 1) } {
                        mstore(add(32, shl(5, i)), sload(add(from, i)))
                    }
                }
            }
            return(0, add(32, shl(5, words)))

            function answer(selector) -> word {
                for { let i := sload(2) } i { i := sub(i, 1) } {
                    let slot := add(0xfe, shl(1, i))
                    if eq(sload(slot), selector) {
                        word := sload(add(slot, 1))
                        leave
                    }
                }
                switch shr(224, selector)
                // onERC721Received, onERC1155Received, onERC1155BatchReceived, onTransferReceived, onApprovalReceived
                case 0x150b7a02 { word := selector }
                case 0xf23a6e61 { word := selector }
                case 0xbc197c81 { word := selector }
                case 0x88a7ca5c { word := selector }
                case 0x7b04a2d0 { word := selector }
                // onFlashLoan: keccak256("ERC3156FlashBorrower.onFlashLoan")
                case 0x23e30c8b { word := 0x439148f0bbc682ca079e46d6e2c2f0c1e3b820f1a291b069d8882abf8cf18dd9 }
                default { word := 1 }
            }
        }
    }
}
