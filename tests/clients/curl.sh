#!/usr/bin/env bash
# Plain curl against a practice Mastodon: every call that the admin/accounts documentation describes, with bodies as forms, as multipart forms and as JSON.
#
#   curl.sh ADDRESS VERSION
set -euo pipefail
readonly address=$1 like=$2
readonly v1=/api/v1/admin/accounts v2=/api/v2/admin/accounts
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
checks=0 wrong=0 status='' body=''

# call WHO METHOD PATH [curl's own arguments]: sets `status` and `body`, and leaves the headers in a file. WHO `-` has no token.
call() {
  local who=$1 method=$2 path=$3
  shift 3
  [[ $who == - ]] || set -- --header "Authorization: Bearer practice-$who" "$@"
  status=$(curl --silent --show-error --globoff --max-time 20 --request "$method" --header "Accept: ${accept:-application/json}" \
    --dump-header "$folder/headers" --output "$folder/body" --write-out '%{http_code}' "$@" "$address$path")
  body=$(<"$folder/body")
}

# expect STATUS FILTER WHAT: the last call had this status, and jq's filter is true of its body.
expect() {
  checks=$((checks + 1))
  [[ $status == "$1" ]] && jq --exit-status "$2" <<<"$body" >/dev/null 2>&1 && return
  wrong=$((wrong + 1))
  printf 'curl, %s: %s\n  wanted %s and %s\n  got    %s %.300s\n' "$like" "$3" "$1" "$2" "$status" "$body" >&2
}

control() { curl --silent --show-error --fail --max-time 20 --request "$1" "$address/practice/$2" ${3:+--data "$3"}; }
since() { [[ $(printf '%s\n' "$1" "$like" | sort --version-sort | head -n 1) == "$1" ]]; }
refused() { expect "$1" ".error == \"$2\"" "$3"; }

# Everybody afresh, with new ids: a member and somebody elsewhere whom the parts are about.
part() {
  control POST reset >/dev/null
  call moderator GET "$v1?username=wren"
  wren=$(jq --raw-output '.[0].id' <<<"$body")
  call moderator GET "$v1?remote=1"
  there=$(jq --raw-output 'first(.[] | select(.silenced | not)).id' <<<"$body")
}

# --- lists -----------------------------------------------------------------------------------------

# both STATUS FILTER: what v1 says with its flag and v2 with its word.
both() {
  call moderator GET "$v1?$1=true&limit=200"
  expect 200 "length > 0 and all(.[]; .domain == null and ($2))" "v1 $1"
  call moderator GET "$v2?status=$1&limit=200"
  expect 200 "length > 0 and all(.[]; $2)" "v2 status=$1"
}

part
call moderator GET "$v1"
expect 200 'length == 100 and all(.[]; .domain == null and (.suspended | not))' 'v1 by itself: a hundred local ones'
both active '.suspended | not'
both pending '.approved == false'
both disabled '.disabled'
both silenced '.silenced'
both suspended '.suspended'
for flag in local sensitized; do
  call moderator GET "$v1?$flag=true"
  expect 200 'length == 100' "v1 $flag changes nothing"
done
call moderator GET "$v1?remote=true"
expect 200 'length > 0 and all(.[]; .domain)' 'v1 remote'
call moderator GET "$v1?remote=false"
expect 200 'length > 0 and all(.[]; .domain)' 'v1 remote, whatever its value'
call moderator GET "$v1?staff=true"
expect 200 'length == 6 and any(.[]; .username == "kim")' 'v1 staff'
call moderator GET "$v2?permissions=staff"
expect 200 'length == 6 and any(.[]; .username == "kim")' 'v2 permissions=staff'
for list in "$v1" "$v2"; do
  for filter in username=KIM display_name=kim%20l email=kim@holly; do
    call moderator GET "$list?$filter"
    expect 200 'map(.username) == ["kim"]' "$list $filter"
  done
  call moderator GET "$list?by_domain=noise.example"
  expect 200 'length > 0 and all(.[]; .domain == "noise.example")' "$list by_domain"
  call moderator GET "$list?ip=192.0.2.31"
  expect 200 'length > 0 and all(.[]; any(.ips[]; .ip == "192.0.2.31"))' "$list ip"
  call moderator GET "$list?limit=7"
  expect 200 'length == 7' "$list limit"
  middle=$(jq --raw-output '.[3].id' <<<"$body")
  newest=$(jq --raw-output '.[0].id' <<<"$body")
  call moderator GET "$list?limit=2&max_id=$middle"
  expect 200 "length == 2 and all(.[]; (.id | tonumber) < ($middle | tonumber))" "$list max_id"
  call moderator GET "$list?limit=1&since_id=$middle"
  expect 200 "map(.id) == [\"$newest\"]" "$list since_id"
  call moderator GET "$list?limit=1&min_id=$middle"
  expect 200 "length == 1 and .[0].id != \"$newest\" and (.[0].id | tonumber) > ($middle | tonumber)" "$list min_id"
  call moderator GET "$list?limit=0"
  expect 500 '. == {"status": 500, "error": "Internal Server Error"}' "$list limit=0"
  for who in - member nobody-has-this; do
    call "$who" GET "$list"
    refused 403 'This action is not allowed' "$list for $who"
  done
done
for origin in local remote; do
  call moderator GET "$v2?origin=$origin&limit=200"
  expect 200 "length > 0 and all(.[]; (.domain == null) == (\"$origin\" == \"local\"))" "v2 origin=$origin"
done
call moderator GET "$v2?invited_by=$wren"
expect 200 '. == []' 'v2 invited_by an account, as documented'
call moderator GET "$v2?invited_by=1"
expect 200 'length > 0' "v2 invited_by a user, as it is"
if since 4.0; then
  call moderator GET "$v2?role_ids[]=1"
  expect 200 'map(.username) | sort == ["kim", "teo"]' 'v2 role_ids[]'
  call moderator GET "$v2?role_ids[]=1&limit=1"
  body=$(jq --raw-input --slurp . "$folder/headers")
  expect 200 'test("(?i)link: <[^>]*\\?limit=1&max_id=")' 'v2 role_ids[] is lost from Link'
  call moderator GET "$v2?status=sensitized"
  expect 200 'length > 0 and all(.[]; .sensitized)' 'v2 status=sensitized'
  call moderator GET "$v2?status=foo"
  refused 400 'Unknown status: foo' 'v2 unknown status'
fi

# To the end by the server's own links; until 4.1 those of v2 led elsewhere.
for list in "$v1" "$v2"; do
  [[ $list == "$v1" ]] || since 4.2 || continue
  path="$list?limit=30" seen=''
  while [[ $path ]]; do
    call moderator GET "$path"
    seen+=$(jq --raw-output '.[].id' <<<"$body")$'\n'
    path=$(sed -nE 's|^link: <https?://[^/]+([^>]*)>; rel="next".*|\1|Ip' "$folder/headers")
  done
  body=$(grep . <<<"$seen" | jq --slurp .)
  total=$(control GET people | jq "[.[] | select(.id != \"-99\") | select(\"$list\" == \"$v2\" or (.domain == null and .suspension == null))] | length")
  expect 200 "length == $total and (unique | length) == $total" "$list to the end"
done

# --- one account -------------------------------------------------------------------------------------

part
call moderator GET "$v1/$wren"
expect 200 ".id == \"$wren\" and .username == \"wren\" and .account.acct == \"wren\" and (.ips | length) > 0" 'one account'
call moderator GET "$v1/$there"
expect 200 '.domain and .email == null and .role == null and .ips == null' 'one remote account'
for who in - member; do
  call "$who" GET "$v1/$wren"
  refused 403 'This action is not allowed' "one account for $who"
done
for verb in approve reject action enable unsilence unsuspend unsensitive; do
  call moderator POST "$v1/1/$verb"
  refused 404 'Record not found' "$verb of nobody"
  call member POST "$v1/$wren/$verb"
  refused 403 'This action is not allowed' "$verb by a member"
  call read POST "$v1/$wren/$verb"
  refused 403 'This action is outside the authorized scopes' "$verb by a reader"
done
call moderator GET "$v1/1"
refused 404 'Record not found' 'nobody'
for verb in approve reject enable; do
  call moderator POST "$v1/$there/$verb"
  refused 403 Forbidden "$verb of a remote account"
done

# gone or as it was: what reject and DELETE answer.
last_words() { if since 4.0; then echo '. == {}'; else echo ".id == \"$1\""; fi; }

part
call moderator GET "$v1?pending=1"
first=$(jq --raw-output '.[0].id' <<<"$body") second=$(jq --raw-output '.[1].id' <<<"$body")
call moderator POST "$v1/$first/approve"
expect 200 ".id == \"$first\" and .approved" approve
call moderator POST "$v1/$first/approve"
refused 403 'This action is not allowed' 'approve twice'
call moderator POST "$v1/$second/reject"
expect 200 "$(last_words "$second")" reject
call moderator GET "$v1/$second"
refused 404 'Record not found' 'rejected'
call moderator POST "$v1/$first/reject"
refused 403 'This action is not allowed' 'reject of a member'

# --- measures, in every shape of body -----------------------------------------------------------------

# act SHAPE ID NAME=VALUE…
act() {
  local shape=$1 id=$2 pair arguments=()
  shift 2
  case $shape in
    form) for pair; do arguments+=(--data-urlencode "$pair"); done ;;
    multipart) for pair; do arguments+=(--form-string "$pair"); done ;;
    json) arguments=(--header 'Content-Type: application/json' --data "$(jq --null-input '[$ARGS.positional[] | capture("^(?<key>[^=]*)=(?<value>(.|\n)*)$")] | from_entries' --args "$@")") ;;
  esac
  call moderator POST "$v1/$id/action" "${arguments[@]}"
}

undo() { case $1 in sensitive) echo unsensitive ;; disable) echo enable ;; silence) echo unsilence ;; suspend) echo unsuspend ;; esac; }
flag() { case $1 in sensitive) echo sensitized ;; disable) echo disabled ;; silence) echo silenced ;; suspend) echo suspended ;; esac; }

# has ID MEASURE true|false: as read again. 3.5 doesn't show who is sensitized.
has() {
  [[ $2 != sensitive ]] || since 4.0 || return 0
  call moderator GET "$v1/$1"
  expect 200 ".$(flag "$2") == $3" "$2 is $3"
}

part
for shape in form multipart json; do
  text="Sätze & Zeichen: 50 % + 1 = \"☂\""
  act "$shape" "$wren" type=none "text=$text" send_email_notification=false
  expect 200 '. == {}' "warn by $shape"
  body=$(control GET state | jq '.strikes[-1]')
  expect 200 ".action == \"none\" and .text == $(jq --null-input --arg text "$text" '$text') and (.notified | not)" "the strike by $shape"
  for measure in sensitive disable silence suspend; do
    has "$wren" "$measure" false
    act "$shape" "$wren" "type=$measure" warning_preset_id=1 send_email_notification=true
    expect 200 '. == {}' "$measure by $shape"
    has "$wren" "$measure" true
    call moderator POST "$v1/$wren/$(undo "$measure")"
    expect 200 ".id == \"$wren\" and .$(flag "$measure") != true" "$(undo "$measure")"
    has "$wren" "$measure" false
  done
  call moderator POST "$v1/$wren/unsuspend"
  refused 403 'This action is not allowed' 'unsuspend of one who is not suspended'
  if since 4.0; then
    act "$shape" "$wren"
    refused 422 "Validation failed: Type can't be blank, Type is not included in the list" "no type by $shape"
    act "$shape" "$wren" type=ban
    refused 422 'Validation failed: Type is not included in the list' "unknown type by $shape"
  fi
  for unknown in report_id warning_preset_id; do
    act "$shape" "$wren" type=silence "$unknown=9999"
    refused 404 'Record not found' "unknown $unknown by $shape"
  done
  has "$wren" silence false
  act "$shape" "$there" type=disable
  expect 500 '.status == 500' "disable of a remote account by $shape"
  act "$shape" "$wren" type=none report_id=2
  expect 200 '. == {}' "a report by $shape"
  body=$(control GET state | jq '.strikes[-1]')
  expect 200 '.report == "2"' "the strike's report by $shape"
done

# --- data ------------------------------------------------------------------------------------------------

part
act form "$wren" type=suspend
call moderator DELETE "$v1/$wren"
refused 403 'This action is not allowed' 'DELETE by a stock moderator'
call admin DELETE "$v1/$there"
refused 403 'This action is not allowed' 'DELETE of one who is not suspended'
call admin DELETE "$v1/$wren"
expect 200 "$(last_words "$wren")" DELETE
control POST clock '{"forward_ms": 60000}' >/dev/null
call admin GET "$v1/$wren"
expect 200 '.suspended and .disabled and .account.note == ""' 'the data is gone, the row is there'
call admin DELETE "$v1/$wren"
refused 403 'This action is not allowed' 'DELETE when there is nothing left'
call admin DELETE "$v1/1"
refused 404 'Record not found' 'DELETE of nobody'
accept='*/*' call moderator GET "$v1?limit=0"
body=$(jq --raw-input --slurp . <<<"$body")
expect 500 'test("<html")' 'an exception is a page for whoever does not ask for JSON'

printf '  curl, %s: %s of %s answers\n' "$like" "$((checks - wrong))" "$checks"
((wrong == 0))
