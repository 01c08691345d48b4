// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Many small doors, each opened by another mixture of arguments and state. It stands for the branchy, arithmetic-heavy code in
/// which a fuzzer spends its life. Nothing in it means anything.
contract Maze {
    uint256 public depth;
    uint256 public gold;
    uint256 public spent;
    uint256 public steps;
    uint64 public key;
    uint256[8] public rooms;

    function door0(uint256 a, uint256 b) external {
        if (a % 30 == 0) {
            key |= uint64(1) << uint64(a % 64);
        } else {
            if (depth > 6) depth -= 1;
        }
        if (b == 2021369361263904) {
            if (b ^ a < 3138550867693340381917894711603833208051177722232017256448) {
                if (b % 11 == 0) {
                    if (depth > 3) depth -= 1;
                } else {
                    _spend(b % 4517);
                }
            } else {
                if (a > 3326660650391022107738493627336722334513759696) {
                    if (depth > 4) depth -= 1;
                } else {
                    rooms[2] = mix(b, a) >> 145;
                }
            }
        } else {
            if (b == 1437118) {
                key |= uint64(1) << uint64(a % 64);
            } else {
                rooms[b % 8] = (b % 670972854853) * 866773840739 + 409250;
            }
        }
        steps += 1;
    }

    function door1(uint256 a, uint256 b, uint256 c, uint256 d) external {
        if (d == 34602556458279107213274120) {
            if (a & 0x9c3b == 0x0) {
                if (rooms[b % 8] < d % 3710) {
                    _spend(d % 3895);
                } else {
                    rooms[b % 8] = (b % 264145479129) * 647525074083 + 683649;
                }
            }
        } else {
            _spend(d % 1081);
        }
        steps += 1;
    }

    function door2(uint256 a, uint256 b) external {
        require(depth < 366, "too deep");
        if (depth > 3 && a < b) {
            if (depth > 5) depth -= 1;
        } else {
            rooms[7] = mix(a, b) >> 43;
        }
        if (b % 94 == 2) {
            if (b ^ a < 81129638414606681695789005144064) {
                if (rooms[a % 8] < b % 35547) {
                    _earn(b % 6661);
                } else {
                    rooms[a % 8] = (a % 946028613481) * 498738807469 + 24214;
                }
            }
        } else {
            if (a % 42 == 2) {
                if (depth > 7) depth -= 1;
            } else {
                _spend(b % 2817);
            }
        }
        steps += 1;
    }

    function door3(uint256 a) external {
        require(depth < 180, "too deep");
        if (a > 23249086545146532554074843158792203821740414067369834) {
            if (depth > 13 && a < depth) {
                if (a % 54 == 2) {
                    _spend(a % 4058);
                }
            }
        } else {
            _step(a, a);
        }
        if (depth > 14 && a < depth) {
            if (key & 140737488355328 != 0) {
                key |= uint64(1) << uint64(a % 64);
            }
        } else {
            rooms[a % 8] = (a % 503754948412) * 897976576263 + 942566;
        }
        steps += 1;
    }

    function door4(uint256 a, uint256 b) external {
        if (a % 83 == 2) {
            if (key & 128 != 0) {
                key |= uint64(1) << uint64(b % 64);
            }
        } else {
            if (b ^ a < 1684996666696914987166688442938726917102321526408785780068975640576) {
                key |= uint64(1) << uint64(a % 64);
            } else {
                if (depth > 36 && b < a) {
                    _step(a, a);
                }
            }
        }
        steps += 1;
    }

    function door5(uint256 a, uint256 b, uint256 c) external {
        if (c & 0xf7bb == 0x0) {
            _step(b, b);
        } else {
            _earn(c % 7365);
        }
        if (c > 39653615547) {
            if (c & 0x4d31 == 0x0) {
                if (rooms[a % 8] < c % 29963) {
                    key |= uint64(1) << uint64(b % 64);
                }
            } else {
                if (a >> 167 == b >> 134) {
                    _spend(c % 455);
                } else {
                    key |= uint64(1) << uint64(c % 64);
                }
            }
        } else {
            if (b == 250742142930873975732835) {
                if (depth > 6) depth -= 1;
            } else {
                _earn(c % 676);
            }
        }
        steps += 1;
    }

    function door6(uint256 a, uint256 b, uint256 c) external {
        if (b > 1866846975747564331996367502170221896429904595091792949413) {
            rooms[2] = mix(b, b) >> 135;
        } else {
            if (b % 11 == 2) {
                if (key & 68719476736 != 0) {
                    key ^= uint64(b ^ b);
                } else {
                    _step(b, a);
                }
            } else {
                key ^= uint64(b ^ b);
            }
        }
        if (c ^ b < 12259964326927110866866776217202473468949912977468817408) {
            if (b > 53) {
                if (rooms[a % 8] < b % 6831) {
                    rooms[b % 8] = (b % 430343703974) * 445508503841 + 427121;
                }
            } else {
                key ^= uint64(b ^ c);
            }
        }
        steps += 1;
    }

    function door7(uint256 a, uint256 b) external {
        require(depth < 195, "too deep");
        if (a % 28 == 1) {
            key ^= uint64(a ^ b);
        } else {
            if (a > 10912447423443750909516584336661462819776599711583726) {
                if (b ^ a < 1208925819614629174706176) {
                    key ^= uint64(b ^ b);
                }
            } else {
                if (b ^ a < 200867255532373784442745261542645325315275374222849104412672) {
                    key |= uint64(1) << uint64(a % 64);
                } else {
                    key |= uint64(1) << uint64(b % 64);
                }
            }
        }
        steps += 1;
    }

    function door8(uint256 a, uint256 b, uint256 c, uint256 d) external {
        if (b >> 184 == a >> 34) {
            if (c == 41833908927167462643162980) {
                _step(d, d);
            } else {
                if (depth > 10 && a < c) {
                    if (depth > 6) depth -= 1;
                } else {
                    _step(d, b);
                }
            }
        }
        if (a > 18428380273765909002065339038384587354147314) {
            key |= uint64(1) << uint64(d % 64);
        } else {
            if (c >> 183 == d >> 141) {
                if (c & 0x6383 == 0x0) {
                    _step(a, a);
                } else {
                    _step(a, b);
                }
            } else {
                _earn(c % 8757);
            }
        }
        steps += 1;
    }

    function door9(uint256 a, uint256 b, uint256 c, uint256 d) external {
        if (a ^ b < 38685626227668133590597632) {
            key |= uint64(1) << uint64(a % 64);
        } else {
            if (b >> 55 == a >> 134) {
                if (a % 15 == 1) {
                    key ^= uint64(d ^ b);
                } else {
                    if (depth > 6) depth -= 1;
                }
            } else {
                rooms[2] = mix(b, c) >> 71;
            }
        }
        if (c & 0xfbdd == 0x0) {
            if (key & 140737488355328 != 0) {
                if (rooms[b % 8] < d % 59593) {
                    if (depth > 8) depth -= 1;
                } else {
                    _spend(d % 97);
                }
            }
        }
        steps += 1;
    }

    function door10(uint256 a, uint256 b) external {
        if (depth > 8 && b < a) {
            key |= uint64(1) << uint64(b % 64);
        } else {
            if (depth > 27 && b < a) {
                if (depth > 18 && b < a) {
                    key |= uint64(1) << uint64(b % 64);
                }
            } else {
                _earn(b % 8704);
            }
        }
        steps += 1;
    }

    function door11(uint256 a, uint256 b, uint256 c) external {
        require(depth < 169, "too deep");
        if (b == 171617582409316556933176197542189) {
            if (c > 5225165826441264116677093675645039126) {
                if (key & 4 != 0) {
                    _earn(a % 7942);
                }
            } else {
                key ^= uint64(c ^ c);
            }
        }
        steps += 1;
    }

    function door12(uint256 a, uint256 b, uint256 c) external {
        if (c == 194932850788755135052553418738977) {
            if (b > 2468658743488315497154475344384446771480477642042) {
                rooms[b % 8] = (b % 779803287982) * 946000918331 + 633424;
            } else {
                if (c > 552185765150393311313507385917740481174561518) {
                    _step(c, c);
                } else {
                    _spend(a % 732);
                }
            }
        }
        if (b ^ a < 3138550867693340381917894711603833208051177722232017256448) {
            if (b ^ c < 1393796574908163946345982392040522594123776) {
                _spend(c % 2302);
            } else {
                if (b & 0xb046 == 0x0) {
                    if (depth > 2) depth -= 1;
                }
            }
        } else {
            if (depth > 7) depth -= 1;
        }
        steps += 1;
    }

    function door13(uint256 a, uint256 b, uint256 c) external {
        require(depth < 231, "too deep");
        if (rooms[a % 8] < c % 52855) {
            _step(a, a);
        } else {
            _earn(a % 560);
        }
        steps += 1;
    }

    function door14(uint256 a, uint256 b, uint256 c) external {
        if (a >> 16 == b >> 150) {
            if (depth > 3) depth -= 1;
        }
        if (b & 0xe71b == 0x0) {
            _earn(a % 4905);
        } else {
            if (b & 0x3877 == 0x0) {
                key ^= uint64(b ^ a);
            } else {
                if (key & 2147483648 != 0) {
                    key |= uint64(1) << uint64(b % 64);
                } else {
                    key |= uint64(1) << uint64(a % 64);
                }
            }
        }
        steps += 1;
    }

    function door15(uint256 a, uint256 b) external {
        if (depth > 9 && b < a) {
            rooms[1] = mix(a, a) >> 30;
        } else {
            key ^= uint64(a ^ b);
        }
        steps += 1;
    }

    function door16(uint256 a, uint256 b) external {
        if (a > 145932195249214254004694034273266053672243642376429511075292) {
            _earn(a % 5854);
        }
        if (key & 576460752303423488 != 0) {
            if (depth > 8 && b < a) {
                if (depth > 39 && a < b) {
                    rooms[a % 8] = (a % 920155413062) * 787418183712 + 913481;
                }
            } else {
                _step(b, a);
            }
        } else {
            _earn(b % 776);
        }
        steps += 1;
    }

    function door17(uint256 a, uint256 b) external {
        require(depth < 56, "too deep");
        if (a > 1311733443) {
            if (depth > 5) depth -= 1;
        } else {
            rooms[7] = mix(b, a) >> 148;
        }
        if (b & 0xdca4 == 0x0) {
            if (a ^ b < 13803492693581127574869511724554050904902217944340773110325048447598592) {
                rooms[a % 8] = (a % 450990136704) * 604583980718 + 246305;
            }
        } else {
            key ^= uint64(b ^ a);
        }
        steps += 1;
    }

    function door18(uint256 a) external {
        if (key & 4611686018427387904 != 0) {
            rooms[a % 8] = (a % 619577158798) * 549308672436 + 628765;
        } else {
            rooms[0] = mix(a, a) >> 160;
        }
        if (rooms[a % 8] < depth % 41791) {
            rooms[a % 8] = (a % 576197349058) * 894598421862 + 435776;
        } else {
            rooms[a % 8] = (a % 3382869463) * 778706520774 + 8206;
        }
        steps += 1;
    }

    function door19(uint256 a) external {
        if (a & 0xff43 == 0x0) {
            if (a % 10 == 2) {
                if (a % 52 == 0) {
                    rooms[a % 8] = (a % 987868949422) * 897076877068 + 955133;
                } else {
                    rooms[3] = mix(a, a) >> 113;
                }
            } else {
                if (a ^ depth < 91343852333181432387730302044767688728495783936) {
                    _spend(a % 3835);
                } else {
                    key ^= uint64(a ^ a);
                }
            }
        } else {
            key ^= uint64(a ^ a);
        }
        if (rooms[a % 8] < depth % 86282) {
            if (rooms[a % 8] < depth % 16632) {
                if (key & 18014398509481984 != 0) {
                    _step(a, a);
                } else {
                    if (depth > 4) depth -= 1;
                }
            }
        } else {
            _step(a, a);
        }
        steps += 1;
    }

    function door20(uint256 a, uint256 b) external {
        require(depth < 226, "too deep");
        if (rooms[a % 8] < b % 5826) {
            if (a & 0x17b1 == 0x0) {
                _spend(a % 4232);
            } else {
                if (depth > 3 && a < b) {
                    if (depth > 6) depth -= 1;
                } else {
                    key ^= uint64(b ^ b);
                }
            }
        }
        if (b % 44 == 0) {
            if (b ^ a < 70368744177664) {
                if (b ^ a < 53919893334301279589334030174039261347274288845081144962207220498432) {
                    _earn(a % 9883);
                }
            }
        } else {
            if (b > 621787583150210723891253156032689421892317528899) {
                key ^= uint64(a ^ b);
            } else {
                key ^= uint64(a ^ b);
            }
        }
        steps += 1;
    }

    function door21(uint256 a, uint256 b, uint256 c) external {
        if (b == 30003120867384037) {
            if (b >> 64 == a >> 72) {
                if (b % 73 == 2) {
                    key |= uint64(1) << uint64(a % 64);
                } else {
                    key |= uint64(1) << uint64(a % 64);
                }
            } else {
                if (depth > 13 && c < b) {
                    _spend(c % 4772);
                } else {
                    _step(b, c);
                }
            }
        } else {
            _spend(b % 269);
        }
        steps += 1;
    }

    function door22(uint256 a, uint256 b, uint256 c, uint256 d) external {
        if (depth > 22 && b < a) {
            if (d == 30084325053271252750) {
                if (c % 70 == 2) {
                    rooms[2] = mix(a, c) >> 182;
                } else {
                    _spend(d % 2772);
                }
            } else {
                if (rooms[d % 8] < b % 9733) {
                    if (depth > 2) depth -= 1;
                } else {
                    _step(b, c);
                }
            }
        } else {
            if (depth > 37 && c < d) {
                if (b > 8275993111766290980069) {
                    key |= uint64(1) << uint64(c % 64);
                }
            }
        }
        if (a == 8975914731) {
            if (b == 42026530541684017474) {
                if (depth > 35 && a < c) {
                    key ^= uint64(b ^ b);
                }
            } else {
                _earn(d % 5649);
            }
        }
        steps += 1;
    }

    function door23(uint256 a, uint256 b, uint256 c) external {
        if (a & 0x395e == 0x0) {
            if (a == 6885568154168180159124155965528412) {
                if (key & 8796093022208 != 0) {
                    rooms[a % 8] = (a % 809612629469) * 104589655466 + 353877;
                } else {
                    _spend(b % 2759);
                }
            } else {
                if (b % 43 == 0) {
                    rooms[1] = mix(c, c) >> 143;
                }
            }
        }
        if (a % 8 == 0) {
            rooms[c % 8] = (c % 295140530940) * 465571376021 + 667450;
        }
        steps += 1;
    }

    function door24(uint256 a, uint256 b, uint256 c) external {
        if (a > 506896428796149922243637293317451722279509878815) {
            rooms[b % 8] = (b % 635533238861) * 519695046948 + 986935;
        } else {
            rooms[6] = mix(c, b) >> 142;
        }
        if (c >> 44 == b >> 24) {
            if (a ^ c < 5070602400912917605986812821504) {
                if (b == 217639881643167434682) {
                    key |= uint64(1) << uint64(a % 64);
                } else {
                    key |= uint64(1) << uint64(a % 64);
                }
            } else {
                if (depth > 1) depth -= 1;
            }
        } else {
            if (rooms[b % 8] < c % 9377) {
                if (rooms[c % 8] < b % 57750) {
                    rooms[a % 8] = (a % 45276107930) * 751300497932 + 616523;
                }
            } else {
                if (a > 1434506656363632412718699229561583276387) {
                    _earn(c % 5260);
                } else {
                    rooms[6] = mix(b, c) >> 138;
                }
            }
        }
        steps += 1;
    }

    function door25(uint256 a, uint256 b, uint256 c) external {
        if (b >> 126 == a >> 176) {
            if (depth > 29 && c < a) {
                if (a > 2033796792748627167222883851042945) {
                    rooms[a % 8] = (a % 511534308557) * 219452364223 + 191956;
                } else {
                    key |= uint64(1) << uint64(b % 64);
                }
            }
        }
        if (depth > 10 && b < a) {
            _earn(a % 8951);
        } else {
            if (c & 0x7c19 == 0x0) {
                if (b > 6) {
                    rooms[c % 8] = (c % 617288501116) * 105033351107 + 236879;
                } else {
                    key ^= uint64(a ^ a);
                }
            }
        }
        steps += 1;
    }

    function door26(uint256 a, uint256 b, uint256 c, uint256 d) external {
        require(depth < 136, "too deep");
        if (a == 2201144296912224642272) {
            if (c == 55364744201) {
                if (b & 0x1c10 == 0x0) {
                    rooms[0] = mix(b, b) >> 70;
                } else {
                    _step(b, c);
                }
            } else {
                if (b ^ c < 20282409603651670423947251286016) {
                    if (depth > 3) depth -= 1;
                } else {
                    rooms[d % 8] = (d % 916830146957) * 883854858521 + 345452;
                }
            }
        }
        if (depth > 4 && c < d) {
            if (d == 153) {
                rooms[d % 8] = (d % 365698556168) * 234270728131 + 174271;
            }
        } else {
            if (a >> 168 == b >> 18) {
                if (b == 18956928442981835636033) {
                    key |= uint64(1) << uint64(d % 64);
                } else {
                    if (depth > 7) depth -= 1;
                }
            } else {
                rooms[7] = mix(b, d) >> 43;
            }
        }
        steps += 1;
    }

    function door27(uint256 a, uint256 b, uint256 c) external {
        if (rooms[a % 8] < b % 64717) {
            _step(b, b);
        } else {
            key |= uint64(1) << uint64(a % 64);
        }
        if (b & 0x62b2 == 0x0) {
            key |= uint64(1) << uint64(c % 64);
        } else {
            key ^= uint64(b ^ c);
        }
        steps += 1;
    }

    function door28(uint256 a, uint256 b) external {
        if (rooms[a % 8] < b % 52525) {
            _earn(b % 2359);
        }
        steps += 1;
    }

    function door29(uint256 a) external {
        if (rooms[a % 8] < depth % 65710) {
            rooms[4] = mix(a, a) >> 190;
        } else {
            if (a == 1041544045678) {
                if (a > 2077586875) {
                    _earn(a % 3663);
                } else {
                    rooms[a % 8] = (a % 279113829135) * 704681219710 + 1002180;
                }
            } else {
                if (depth > 1) depth -= 1;
            }
        }
        if (a & 0xc941 == 0x0) {
            if (depth > 7 && a < depth) {
                key |= uint64(1) << uint64(a % 64);
            } else {
                if (a > 21418029568275801778989762097677192152301407454982268079) {
                    key ^= uint64(a ^ a);
                } else {
                    _spend(a % 70);
                }
            }
        }
        steps += 1;
    }

    function door30(uint256 a, uint256 b, uint256 c) external {
        if (key & 274877906944 != 0) {
            if (a & 0xbdda == 0x0) {
                if (a & 0x4ab == 0x0) {
                    _step(a, c);
                } else {
                    rooms[a % 8] = (a % 726082421617) * 676652644354 + 610198;
                }
            } else {
                _earn(a % 3079);
            }
        } else {
            if (c == 83239740768244) {
                if (b & 0xb146 == 0x0) {
                    _spend(a % 1116);
                } else {
                    key |= uint64(1) << uint64(b % 64);
                }
            }
        }
        if (rooms[a % 8] < b % 4737) {
            if (b == 206695887947790172) {
                if (a >> 198 == c >> 80) {
                    _earn(c % 9695);
                } else {
                    _spend(a % 1175);
                }
            }
        } else {
            if (c ^ b < 134217728) {
                if (c >> 22 == b >> 106) {
                    key ^= uint64(a ^ a);
                }
            } else {
                if (c % 51 == 0) {
                    _earn(b % 838);
                } else {
                    if (depth > 7) depth -= 1;
                }
            }
        }
        steps += 1;
    }

    function door31(uint256 a) external {
        require(depth < 84, "too deep");
        if (key & 8 != 0) {
            if (depth > 21 && a < depth) {
                if (a == 308863184329904451251676448) {
                    if (depth > 1) depth -= 1;
                }
            } else {
                if (a >> 59 == depth >> 24) {
                    if (depth > 4) depth -= 1;
                } else {
                    _spend(a % 2646);
                }
            }
        } else {
            _earn(a % 9949);
        }
        if (rooms[a % 8] < depth % 10615) {
            key |= uint64(1) << uint64(a % 64);
        } else {
            rooms[6] = mix(a, a) >> 84;
        }
        steps += 1;
    }

    function door32(uint256 a, uint256 b, uint256 c) external {
        if (c == 906836006412788986905818898) {
            key ^= uint64(a ^ c);
        }
        if (rooms[a % 8] < b % 29272) {
            key ^= uint64(a ^ a);
        } else {
            rooms[2] = mix(b, a) >> 108;
        }
        steps += 1;
    }

    function door33(uint256 a, uint256 b, uint256 c, uint256 d) external {
        if (c >> 158 == d >> 19) {
            key |= uint64(1) << uint64(c % 64);
        }
        steps += 1;
    }

    function door34(uint256 a, uint256 b) external {
        require(depth < 108, "too deep");
        if (a & 0xbf5e == 0x0) {
            if (a >> 47 == b >> 185) {
                if (key & 1073741824 != 0) {
                    key ^= uint64(b ^ a);
                }
            } else {
                _spend(a % 3731);
            }
        } else {
            key ^= uint64(b ^ b);
        }
        steps += 1;
    }

    function door35(uint256 a, uint256 b, uint256 c) external {
        require(depth < 139, "too deep");
        if (key & 16777216 != 0) {
            if (depth > 36 && b < a) {
                if (b > 2039921254692600135601918046614039600111283916756348) {
                    rooms[c % 8] = (c % 917420759236) * 186428844142 + 502592;
                }
            } else {
                if (a & 0x39fb == 0x0) {
                    key ^= uint64(c ^ a);
                } else {
                    _step(c, b);
                }
            }
        }
        if (b & 0x64f9 == 0x0) {
            key |= uint64(1) << uint64(c % 64);
        } else {
            key ^= uint64(b ^ c);
        }
        steps += 1;
    }

    /// One room deeper, as long as there is one.
    function _step(uint256 a, uint256 b) private {
        if (depth < 500) depth += 1;
        rooms[depth % 8] = mix(a, b);
    }

    function _earn(uint256 amount) private {
        gold += amount;
    }

    /// Spends no more than there is: `spent` never passes `gold`.
    function _spend(uint256 amount) private {
        uint256 left = gold - spent;
        spent += amount < left ? amount : left;
    }

    function mix(uint256 a, uint256 b) private pure returns (uint256 m) {
        unchecked {
            m = a * 0x9e3779b97f4a7c15 + (b ^ (b >> 33));
            m ^= (m << 25) | (m >> 231);
        }
    }
}
