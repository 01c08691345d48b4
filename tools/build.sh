#!/usr/bin/env bash
# Recompiles every committed artifact with the pinned forge and solc.
#
#   tools/build.sh         rebuild, and replace the committed out/ folders
#   tools/build.sh DIR     rebuild into DIR/<project>/out only (what the freshness test compares with)
#
# Every project is compiled in a copy, so that no cache and no half-built out/ ever lies in the tree.
set -euo pipefail
repo="$(cd "$(dirname "$0")/.." && pwd)"
forge="$repo/tools/node_modules/@foundry-rs/forge-linux-amd64/bin/forge"
[ -x "$forge" ] || { echo "build.sh: run 'npm ci' in tools/ first" >&2; exit 2; }
if [ $# -gt 0 ]; then
  mkdir -p "$1"
  work="$(cd "$1" && pwd)"
else
  work="$(mktemp -d)"
  trap 'rm -rf "$work"' EXIT
fi
ln -sfn "$repo/tools" "$work/tools"

# build PROJECT PROFILE OUT
build() {
  local project="$1" profile="$2" out="$3"
  mkdir -p "$work/$project"
  tar -C "$repo/$project" --exclude='./out*' --exclude='./cache*' -cf - . | tar -C "$work/$project" -xf -
  rm -rf "${work:?}/$project/$out"
  # Every project carries its own copy of the cheatcode interface, as users' projects do.
  if grep -q 'stand/=' "$repo/$project/foundry.toml"; then
    mkdir -p "$work/$project/lib/stand"
    cp "$repo"/testdata/lib/*.sol "$work/$project/lib/stand/"
  fi
  if grep -q 'museum/common/\|"common/=' "$repo/$project/foundry.toml"; then
    mkdir -p "$work/museum/common"
    cp "$repo"/museum/common/*.sol "$work/museum/common/"
    # A twin is built in the other's place, so that one world serves both.
    if [ "$out" = out-patched ]; then cp "$work/$project/Patched.sol" "$work/$project/Vulnerable.sol"; fi
  fi
  # Libraries from npm lie inside the project, as users' do: a path above it would be this machine's.
  if grep -q '=node_modules/' "$repo/$project/foundry.toml"; then
    mkdir -p "$work/$project/node_modules"
    tar -C "$repo/tools/node_modules" -chf - @openzeppelin @uniswap solady/src solmate/src | tar -C "$work/$project/node_modules" -xf -
  fi
  (cd "$work/$project" && FOUNDRY_PROFILE="$profile" "$forge" build --build-info --quiet --out "$out")
  # What a world deploys from its artifact may need a compiler of its own.
  if grep -q 'profile.market' "$repo/$project/foundry.toml"; then
    (cd "$work/$project" && FOUNDRY_PROFILE=market "$forge" build --build-info --quiet --out "$out-market" --cache-path cache-market)
    cp -r "$work/$project/$out-market/." "$work/$project/$out/"
    rm -rf "$work/$project/$out-market"
  fi
  node "$repo/tools/slim.js" "$work/$project/$out" "$(basename "$project")"
  # The twins differ from the flawed contracts by a line each: their build-info would say the same again.
  # Nobody reads that of the cheatcode tests, and that of the honest worlds is mostly others' libraries.
  if [ "$profile" = fixed ] || [ "$out" = out-patched ] || [ "$project" = testdata/cheats ] || [[ "$project" = testdata/honest/* ]]; then rm -rf "$work/$project/$out/build-info"; fi
  if [ "${replace:-}" = yes ]; then
    rm -rf "${repo:?}/$project/$out" "$repo/$project/lib"
    cp -r "$work/$project/$out" "$repo/$project/$out"
    if [ -d "$work/$project/lib" ]; then cp -r "$work/$project/lib" "$repo/$project/lib"; fi
  fi
}

if [ $# -eq 0 ]; then replace=yes; fi
only="${HOTFIRE_BUILD_ONLY:-}"
run() { if [ -z "$only" ] || [ "$only" = "$1" ]; then echo "$1 ($2)" >&2; build "$@"; fi; }

run testdata/harness default out
run testdata/harness fixed out-fixed
run testdata/bench default out
run testdata/cheats default out
run testdata/projects/linked default out
run testdata/projects/setup-reverts default out
run testdata/projects/no-tests default out
run examples/vault default out
run examples/echidna-token default out
for incident in "$repo"/museum/*/World.sol; do
  id="$(basename "$(dirname "$incident")")"
  run "museum/$id" default out
  run "museum/$id" default out-patched
done
for world in "$repo"/testdata/worlds/*/World.sol; do
  id="$(basename "$(dirname "$world")")"
  run "testdata/worlds/$id" default out
  run "testdata/worlds/$id" default out-patched
done
for world in "$repo"/testdata/attacks/*/World.sol; do
  id="$(basename "$(dirname "$world")")"
  run "testdata/attacks/$id" default out
  run "testdata/attacks/$id" default out-patched
done
for world in "$repo"/testdata/honest/*/World.sol; do
  # Some use libraries whose licence is not ours: what is compiled from them is not committed, and built only when asked for.
  folder="$(dirname "$world")"
  if [ -f "$folder/.gitignore" ] && [ -z "$only" ]; then continue; fi
  run "testdata/honest/$(basename "$folder")" default out
done

# hardhat PROJECT CONTRACTS OUT [--standard-json]: what other toolchains would have left behind
hardhat() {
  if [ -n "$only" ] && [ "$only" != "$1" ]; then return; fi
  echo "$1" >&2
  rm -rf "${work:?}/$1/$3"
  node "$repo/tools/hardhat.js" "$repo/$1" "$2" "$work/$1/$3" ${4:+"$4"}
  if [ "${replace:-}" = yes ]; then
    rm -rf "${repo:?}/$1/$3"
    cp -r "$work/$1/$3" "$repo/$1/$3"
  fi
}
hardhat testdata/projects/hardhat contracts artifacts
hardhat testdata/projects/standard-json contracts json --standard-json
