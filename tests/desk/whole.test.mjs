// A whole instance while it is being fetched: the list is scrolled, dragged, searched, sorted and written into a file, fetching
// is paused and goes on, and in the end everybody is there once.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { sitting } from './desk.mjs'
import { beginToLook, drag, endLooking, isFull, longest } from './frames.mjs'
import { painted } from './page.mjs'
import { Practice } from './practice.mjs'
import { chosen, connect, fetched, go, learnt, people, rows, search, there, tidy } from './steps.mjs'

let server
after(() => server?.stop())

/** The lists of accounts take so long from now on, in milliseconds a page. */
async function pace(ms) {
  await server.noFaults()
  if (ms > 0) await server.fault({ route: '/api/*/admin/accounts', kind: 'delay', ms })
}

const number = (text) => Number(text.replace(/\D/g, ''))
const stage = async (desk) => (await desk.part('strip-fetching')).getAttribute('data-stage')
/** "2,400 of about 8,000" in the strip, or "2,400 so far". */
const far = async (desk) => {
  const found = /([\d,]+) (?:of about|so far)/.exec(await desk.text(await desk.part('strip-fetching')))
  return found ? number(found[1]) : null
}
const stillFetching = async (desk) => assert.equal(await stage(desk), 'filling', 'it is still being fetched')
/** How many match, as the list says. */
const matching = async (desk) => {
  const found = /([\d,]+) of [\d,]+ loaded/.exec((await desk.driver.executeScript('return document.querySelector(`[data-testid="list"] .meta span`).title || document.querySelector(`[data-testid="list"] .meta span`).innerText')))
  return found ? number(found[1]) : null
}
const byId = async () => new Map((await people(server)).map((one) => [one.id, one]))
const restricted = ({ suspension, silenced_at }) => suspension !== null || silenced_at !== null
/** Whom the server lists; the one that stands for itself is nobody. */
const listed = ({ id }) => id !== '-99'

/** The rows that are drawn, once there are some and all of them fit. */
const onlyThose = (desk, everybody, fits) =>
  desk.until('only those who fit', async () => {
    const drawn = await rows(desk)
    return drawn.length > 0 && drawn.every(({ id }) => fits(everybody.get(id))) && drawn
  })

const downloads = (desk) => join(desk.machine.home, 'Downloads')

const begin = async (desk) => {
  // As a desktop's own settings name it.
  mkdirSync(downloads(desk))
  writeFileSync(join(desk.machine.home, 'config/user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/Downloads"\n')
  server = await Practice.start('mastodon', ['--people', '12000', '--no-limits'])
  await pace(1000)
  await connect(desk, server, 'practice-moderator', { name: 'Tree House', number: 1 })
  await learnt(desk)
  await go(desk, 'accounts')
}

/** Writes the list that is shown into a file, and gives what stands in it. */
async function exported(desk, { format, columns = [] }) {
  const before = new Set(readdirSync(downloads(desk)))
  await desk.tap('export')
  const dialog = await desk.part('export-dialog')
  for (const personal of ['mail', 'address']) assert.equal(await (await desk.part(`column-${personal}`)).isSelected(), false, `${personal} is not asked for`)
  // Of the radio button only its face can be seen.
  await (await (await desk.find('radio', format, dialog)).findElement({ xpath: 'following-sibling::*' })).click()
  for (const column of columns) await desk.tap(`column-${column}`)
  await desk.isAccessible('the dialog that exports')
  await desk.picture(`export ${format}`)
  await desk.tap('export-start')
  await desk.until('the file', () => desk.driver.executeScript('return document.querySelector(`[data-testid="export-line"][data-state="done"]`) !== null'))
  const line = await desk.text(await desk.part('exports'))
  await desk.click('button', /^Put away/)
  const [name, ...others] = readdirSync(downloads(desk)).filter((file) => !before.has(file))
  assert.deepEqual(others, [], 'one file, and nothing unfinished beside it')
  assert.ok(line.includes(name), line)
  return { text: readFileSync(join(downloads(desk), name), 'utf8'), said: number(/([\d,]+) rows?\b/.exec(line)[1]), name }
}

/** RFC 4180, every cell in quotes. */
function cells(text) {
  const lines = [[]]
  for (const [, cell, end] of text.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g)) {
    lines.at(-1).push(cell.replaceAll('""', '"'))
    if (end !== ',') lines.push([])
  }
  lines.pop()
  return lines
}

sitting('a whole instance', { keychain: true, open: begin }, (scene) => {
  scene('the strip tells what is fetched, how far it is, how fast and until when', async (desk) => {
    const strip = await desk.part('strip')
    await desk.reads(/Fetching accounts: [\d,]+ of about [\d,]+ · [\d,]+ a minute · (about \d+ (min|h)|less than a minute)/, strip)
    await desk.find('progressbar', 'Fetching accounts', strip)
    await desk.isAccessible('fetching')
    await desk.picture('fetching')
    await stillFetching(desk)
  })

  scene('what one looks at stays where it is while rows come before, among and behind it', async (desk) => {
    await desk.tap('sort-handle')
    await desk.until('the order', () => desk.driver.executeScript('return document.querySelector(`[aria-sort="ascending"] [data-testid="sort-handle"]`) !== null'))
    await desk.until('several pages', async () => (await matching(desk)) > 1000)
    await desk.until('them to be in order', async () => {
      const names = (await rows(desk)).map(({ text }) => text.split(/[ @]/)[0].toLowerCase())
      return names.length > 10 && names.every((name, index) => index === 0 || name >= names[index - 1])
    })
    await desk.driver.executeScript('document.querySelector(`[data-testid="rows"]`).scrollTop = 6000')
    await desk.until('rows there', async () => {
      await desk.driver.executeAsyncScript(painted)
      return desk.driver.executeScript(isFull)
    })
    const before = await matching(desk)
    await pace(300)
    await desk.driver.executeScript(beginToLook)
    await desk.until('five pages more', async () => (await matching(desk)) >= before + 1000, 60_000)
    const seen = await desk.driver.executeScript(endLooking)
    // However long what follows takes on a slow computer: it is still being fetched.
    await pace(15_000)
    assert.ok(seen.length > 30, `${seen.length} frames`)
    assert.deepEqual([...new Set(seen)], [seen[0]], 'the first row in sight, and where it stands')
    assert.notEqual(seen[0], 'nobody')
    assert.notEqual(await desk.driver.executeScript('return document.querySelector(`[data-testid="rows"]`).scrollTop'), 0)
    await desk.picture('newcomers wait')
    await desk.tap('newer')
    await desk.until('nobody to wait', async () => !(await there(desk, 'newer')))
    await stillFetching(desk)
  })

  scene('a list that is dragged is never empty for more than two frames', async (desk) => {
    await desk.tap('sort-handle')
    await desk.tap('sort-handle')
    const seen = await desk.driver.executeAsyncScript(drag, 240)
    const empty = longest(seen, (covered) => covered < 0.98)
    assert.ok(empty <= 2, `${empty} frames in a row were not full of rows`)
    await desk.until('known rows where it was let go', () => desk.driver.executeScript(isFull))
    await stillFetching(desk)
  })

  scene('End goes to the last row, and Home back to the first', async (desk) => {
    await desk.tap('search')
    await desk.press('Escape', 'Home')
    const first = await desk.until('the first row', async () => (await chosen(desk)) === (await rows(desk))[0]?.id && chosen(desk))
    await desk.press('End')
    await desk.until('the last row', async () => {
      const drawn = await rows(desk)
      return drawn.at(-1)?.current && drawn.at(-1).id !== first
    })
    const [, at, of] = await desk.until('where it is', async () => /([\d,]+) of ([\d,]+)/.exec(await desk.text(await desk.part('account'))))
    assert.ok(number(at) > 1000, `the last is ${at} of ${of}`)
    await desk.reads(/Still fetching: [\d,]+ of about [\d,]+/, await desk.part('list'))
    await desk.picture('still fetching')
    await desk.press('Home')
    await desk.until('the first row again', async () => (await chosen(desk)) === (await rows(desk))[0]?.id)
    await stillFetching(desk)
  })

  scene('negations, lists and text find exactly whom they should', async (desk) => {
    const everybody = await byId()
    // They were fetched before everybody else, so all of them are there.
    const all = [...everybody.values()].filter(restricted)
    await search(desk, 'state:limited,suspended ')
    await desk.find('button', 'Remove the filter state Limited or Suspended')
    await onlyThose(desk, everybody, restricted)
    await desk.until('as many as the server has', async () => (await matching(desk)) === all.length)

    await search(desk, '-state:limited state:suspended ')
    await onlyThose(desk, everybody, ({ suspension, silenced_at }) => suspension !== null && silenced_at === null)

    await search(desk, '-state:limited,suspended -origin:remote ')
    await desk.find('button', 'Remove the filter state neither Limited nor Suspended')
    await onlyThose(desk, everybody, (one) => !restricted(one) && one.domain === null)

    const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    const texts = ({ username, domain, profile, user }) => fold([username, domain, profile.display_name, user?.email, user?.invite_request].join(' '))
    await search(desk, 'okonkwo -adaeze')
    await onlyThose(desk, everybody, (one) => texts(one).includes('okonkwo') && !texts(one).includes('adaeze'))
    await desk.picture('search while fetching')
    await search(desk, 'zz')
    await desk.until('who has two letters', async () => {
      const drawn = await rows(desk)
      return drawn.length > 0 ? drawn.every(({ id }) => texts(everybody.get(id)).includes('zz')) : there(desk, 'list-state')
    })
    await search(desk, '')
    await stillFetching(desk)
  })

  scene('a click on a head sorts by it, another turns it round, and a third brings back the newest', async (desk) => {
    const everybody = await byId()
    const order = () => desk.driver.executeScript('const head = document.querySelector(`[aria-sort]`); return `${head.querySelector("button").dataset.testid} ${head.getAttribute("aria-sort")}`')
    const handles = async () => (await rows(desk)).map(({ id }) => everybody.get(id)?.username.toLowerCase())
    const inOrder = (some, by) => some.every((one, index) => index === 0 || by(some[index - 1], one))
    await desk.until('the newest first', async () => (await order()) === 'sort-joined descending')
    for (const [way, by] of [['ascending', (one, next) => one <= next], ['descending', (one, next) => one >= next]]) {
      await desk.tap('sort-handle')
      await desk.until(`handles ${way}`, async () => (await order()) === `sort-handle ${way}` && (await handles()).length > 10 && inOrder(await handles(), by))
    }
    await desk.tap('sort-handle')
    await desk.until('the newest first again', async () => (await order()) === 'sort-joined descending')
    const made = async () => (await rows(desk)).map(({ id }) => everybody.get(id).created_at)
    await desk.until('the newest above', async () => inOrder(await made(), (one, next) => one >= next))
    await stillFetching(desk)
  })

  scene('the list is written into a file, without formulas, mail or addresses', async (desk) => {
    const { text, said, name } = await exported(desk, { format: 'CSV' })
    assert.match(name, /\.csv$/)
    assert.equal(text[0], '\ufeff')
    const [heads, ...lines] = cells(text.slice(1))
    assert.ok(heads.includes('handle') && heads.includes('reason'), heads.join())
    assert.equal(heads.some((head) => ['mail', 'address'].includes(head)), false, heads.join())
    assert.equal(lines.length, said)
    assert.ok(said > 1000, `${said} rows`)
    assert.ok(lines.every((line) => line.length === heads.length))
    const formulas = lines.flat().filter((cell) => /^[\s\p{Cf}]*[=+\-@\t\r\n＝＋－＠]/u.test(cell))
    assert.deepEqual(formulas, [])
    const everybody = await byId()
    const id = heads.indexOf('id')
    assert.equal(new Set(lines.map((line) => line[id])).size, lines.length, 'each account once')
    for (const line of lines) {
      const { user } = everybody.get(line[id]) ?? {}
      if (user?.email) assert.equal(line.some((cell) => cell.includes(user.email) && cell !== user.invite_request), false, `the mail address of ${line[id]}`)
    }
    await stillFetching(desk)
  })

  scene('a filtered list as JSON, with mail because somebody asked for it', async (desk) => {
    await search(desk, 'state:limited,suspended origin:local ')
    await desk.until('the filter', async () => (await desk.driver.executeScript('return document.querySelectorAll(`[data-testid="chip"]`).length')) === 2)
    const { text } = await exported(desk, { format: 'JSON', columns: ['mail'] })
    const everybody = await byId()
    const all = [...everybody.values()].filter((one) => restricted(one) && one.domain === null)
    const written = JSON.parse(text)
    assert.deepEqual(written.map(({ id }) => id).sort(), all.map(({ id }) => id).sort())
    for (const one of written) assert.equal(one.mail, everybody.get(one.id).user.email)
    assert.equal(written.some((one) => 'address' in one), false)
    await search(desk, '')
    await stillFetching(desk)
  })

  scene('a pause stays over a restart, and what goes on goes on where it was', async (desk) => {
    await desk.tap('strip-pause')
    await desk.until('the pause', async () => (await stage(desk)) === 'paused')
    const before = await far(desk)
    await desk.reads(/Paused: [\d,]+ (of about [\d,]+|so far)/, await desk.part('strip'))
    await desk.isAccessible('a pause')
    await desk.picture('paused')
    await desk.reopen()
    await desk.part('row')
    await go(desk, 'accounts')
    await desk.until('the pause', async () => (await stage(desk)) === 'paused')
    assert.equal(await far(desk), before)
    await pace(300)
    await server.forgetRequests()
    await desk.tap('strip-pause')
    await desk.until('it to go on', async () => (await stage(desk)) === 'filling' && (await far(desk)) > before)
    // Begun anew, the list would be asked for without a place in it.
    const lists = (await server.requests()).filter(({ path, query }) => /admin\/accounts$/.test(path) && /limit=200/.test(query) && !/pending|min_id/.test(query))
    assert.ok(lists.length > 0 && lists.every(({ query }) => /max_id/.test(query)), JSON.stringify(lists.map(({ query }) => query)))
  })

  scene('in the end everybody is there, once', async (desk) => {
    await pace(0)
    await tidy(desk)
    await search(desk, '')
    await desk.until('the end of the fill', async () => (await stage(desk)) === 'rest', 100_000)
    await fetched(desk)
    const all = [...(await byId()).values()].filter(listed)
    const { reports } = await (await fetch(`${server.address}/practice/state`)).json()
    const told = (some) => new Set(some.flatMap(({ by, target }) => [by, target]).map(String))
    const [open, any] = [told(reports.filter(({ resolved_at }) => resolved_at === null)), told(reports)]
    const ours = (one) => one.domain === null || restricted(one) || one.sensitized_at !== null
    const wanted = all.filter((one) => ours(one) || open.has(one.id)).map(({ id }) => id)
    assert.ok(wanted.length > 5000 && wanted.length < all.length)
    const { text } = await exported(desk, { format: 'JSON' })
    const ids = JSON.parse(text).map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length, 'nobody twice')
    const there = new Set(ids)
    assert.deepEqual(wanted.filter((id) => !there.has(id)), [], 'nobody is missing')
    assert.deepEqual(all.filter((one) => there.has(one.id) && !ours(one) && !any.has(one.id)), [], 'nobody is there who should not be')
    await desk.until('the same number', async () => (await matching(desk)) === ids.length)
  })
})
