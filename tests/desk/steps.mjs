// What a moderator does again and again: connects a server, looks somebody up, decides, reads what came of it.

import assert from 'node:assert/strict'

/** Runs in the page: the rows of the list that are drawn now. */
const drawn = () =>
  [...document.querySelectorAll('[data-testid="row"]')].map((row) => ({
    id: row.dataset.account,
    text: row.innerText.replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' '),
    current: row.getAttribute('aria-selected') === 'true',
  }))

export const rows = (desk) => desk.driver.executeScript(drawn)

/** Which account the list has chosen. */
export const chosen = async (desk) => (await rows(desk)).find(({ current }) => current)?.id ?? null

/** Waits for rows: the desk fetches by itself. */
export async function fetched(desk) {
  await desk.until('rows', async () => (await rows(desk)).length > 0)
  await desk.until('the end of the refresh', async () => /Synced/.test(await desk.text(await desk.part('strip'))), 30_000)
}

/** Puts away what would stand in the way of the next scene: panel, dialog, menu, search, the strip that teaches. */
export async function tidy(desk) {
  const open = '[data-testid="panel"], [role="dialog"], [role="alertdialog"], [role="menu"]'
  await desk.until('an undisturbed desk', async () => {
    // Where a scene ended in the middle of connecting.
    if (await there(desk, 'cancel')) await desk.tap((await there(desk, 'forget-token')) ? 'forget-token' : 'cancel')
    // The newest is the last; after a scene that failed the focus may be anywhere.
    const found = `const some = document.querySelectorAll('${open}'), last = some[some.length - 1]
      if (last && !last.contains(document.activeElement)) last.focus()
      return last !== undefined`
    if (!(await desk.driver.executeScript(found))) return true
    await desk.press('Escape')
    return false
  })
}

/** Goes to one of the places of the rail. */
export async function go(desk, place) {
  await desk.tap(`place-${place}`)
  await desk.until(`the place ${place}`, async () => (await (await desk.part(`place-${place}`)).getAttribute('aria-current')) === 'page')
}

/** Types into the search box what narrows the list, and waits for the list to follow. */
export async function search(desk, text) {
  await desk.tap('search')
  const box = await desk.part('search')
  const chips = () => desk.driver.executeScript(`return document.querySelectorAll('.chip button').length`)
  await desk.press('Control+a', 'Delete')
  await desk.until('an empty search box', async () => {
    if ((await box.getAttribute('value')) === '' && (await chips()) === 0) return true
    await desk.press('Backspace')
    return false
  })
  if (text) await box.sendKeys(text)
}

/** Types into the field that is marked so, in the place of what is in it. A click first: a field that only a script focused may not take keys yet. */
export function typeInto(desk, id, text) {
  return desk.until(`${id} to hold what was typed`, async () => {
    const field = await desk.part(id)
    await field.click()
    await field.clear()
    await field.sendKeys(text)
    return (await field.getAttribute('value')) === text
  })
}

/** Looks somebody up and opens their account. `narrow` are more words for the search box, such as `state:limited`. */
export async function visit(desk, { id, username }, { place = 'accounts', narrow = '' } = {}) {
  await go(desk, place)
  await search(desk, `${narrow ? `${narrow} ` : ''}${username}`)
  await desk.until(`${username} in the list`, async () => {
    const row = await desk.driver.executeScript('return document.querySelector(`[data-testid="row"][data-account="${arguments[0]}"]`)', id)
    await row?.click()
    // The list may have moved under the click.
    return row !== null && desk.until('it to be chosen', async () => (await chosen(desk)) === id, 300)
  })
  await desk.reads(`@${username}`, await desk.part('account'))
  // Read anew after a rest; what is decided carries what the server said last.
  await desk.readsNoMore('Reading it from the server', await desk.part('account'))
}

/** How often the practice server was asked to change something, and with what. */
export async function sent(practice) {
  return (await practice.requests()).filter(({ method }) => method !== 'GET')
}

/** Opens a panel by its letter, chooses what it asks for, and sends it, as soon as keys count there. */
export async function sendByKeys(desk, letter, { choose, stroke = 'Enter' } = {}) {
  await desk.summon(letter, 'panel')
  if (choose) await choose()
  await send(desk, () => desk.press(stroke))
}

/** Opens a panel by its button, chooses what it asks for, and sends it by a click, as soon as clicks count. */
export async function sendByMouse(desk, verb, { choose } = {}) {
  await desk.tap(`action-${verb}`)
  await desk.part('panel')
  if (choose) await choose()
  await send(desk, () => desk.tap('panel-send'))
}

/** Opens the panel of a verb from the menu of all actions, by the arrow keys. */
export async function openFromMenuByKeys(desk, verb) {
  await desk.summon('.', `menu-${verb}`)
  await desk.until('the verb under the focus', async () => {
    const under = 'return document.activeElement?.closest("[data-testid]")?.dataset.testid ?? ""'
    if ((await desk.driver.executeScript(under)) === `menu-${verb}`) return true
    await desk.press('ArrowDown')
    return false
  })
  await desk.press('Enter')
  await desk.part('panel')
}

/** Opens the panel of a verb from the menu of all actions, by clicks. */
export async function openFromMenuByMouse(desk, verb) {
  await desk.tap('action-menu')
  await desk.tap(`menu-${verb}`)
  await desk.part('panel')
}

/** Repeats what sends until the panel takes it: for a moment after it opened it takes nothing. */
export function send(desk, act) {
  const state = () =>
    desk.driver.executeScript(`
      const button = document.querySelector('[data-testid="panel-send"]')
      return button === null ? 'gone' : button.getAttribute('aria-busy') ? 'busy' : 'ready'`)
  return desk.until('the panel to send it', async () => {
    if ((await state()) === 'ready') {
      await act()
      await desk.until('the panel to take it', async () => (await state()) !== 'ready', 300)
    }
    return (await state()) === 'gone'
  })
}

/** Whether the part is on the page now. */
export function there(desk, id) {
  return desk.driver.executeScript('return document.querySelector(`[data-testid="${CSS.escape(arguments[0])}"]`) !== null', id)
}

/** What History says of the newest decision that is settled. */
export async function newestDecision(desk) {
  await go(desk, 'history')
  return desk.until('a decision in History', () =>
    desk.driver.executeScript(() => {
      const row = document.querySelector('[data-testid="decision"]')
      const text = row?.innerText.replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' ')
      return text ? { status: row.dataset.status, verb: row.dataset.verb, text } : null
    }),
  )
}

/** Runs in the page: how the Outbox says that it stands with somebody, after a press on "Look again" where that is wanted and offered. */
const rowAbout = (username, look) => {
  const bare = (text) => text.replace(/[\u2066-\u2069]/g, '')
  const row = [...document.querySelectorAll('[data-testid="waiting"]')].find((one) => bare(one.innerText).includes(`@${username}`))
  if (look) row?.querySelector('[data-testid="look-again"]:not([aria-disabled="true"])')?.click()
  return row ? { status: row.dataset.status, verb: row.dataset.verb } : null
}

/** What the Outbox says of the decision about somebody; null when it is not there (any more). */
export async function openAbout(desk, username, { look = false } = {}) {
  await go(desk, 'outbox')
  return desk.driver.executeScript(rowAbout, username, look)
}

/** The people of a practice server as the tests think of them, whichever platform. */
export async function people(practice) {
  return (await practice.people()).map((person) => ({ ...person, id: String(person.id) }))
}

/** Types the address into the first run, or the page that adds an instance, and asks what is there. */
export async function findServer(desk, address) {
  await desk.fill('textbox', 'Address', address)
  await desk.tap('find')
}

/** Opens a line that folds, if it is there and closed. */
export async function unfold(desk, id) {
  const closed = 'return document.querySelector(`[data-testid="${CSS.escape(arguments[0])}"]:not([open]) > summary`)'
  await (await desk.driver.executeScript(closed, id))?.click()
}

/** Copies a token on the server's page, as it were, and pastes it. Where one can sign in, that is the second choice. */
export async function pasteToken(desk, token) {
  await desk.copy(token)
  await unfold(desk, 'other-ways')
  await desk.tap('paste-token')
}

/** Connects a practice server by its address and a token, to the end: the queue, read-only. `remote`: whom of other servers to keep. */
export async function connect(desk, practice, token, { name, number, remote } = {}) {
  if (await there(desk, 'rail')) await desk.click('button', 'Add an instance')
  else await desk.tap('start-connect')
  await findServer(desk, practice.address)
  await desk.part('found')
  await pasteToken(desk, token)
  await desk.part('you-here')
  if (name) await desk.fill('textbox', 'Name', name)
  if (number) await desk.tap(`mark-number-${number}`)
  await desk.tap('continue')
  await desk.part('finish')
  if (remote) await desk.tap(`remote-${remote}`)
  await desk.tap('finish')
  await desk.part('read-only-bar')
}

/** Ends read-only, and puts the strip away that teaches the first keys. */
export async function startModerating(desk) {
  await desk.click('button', 'Start moderating')
  await desk.gone('button', 'Start moderating')
  await learnt(desk)
}

/** Puts the strip away that teaches the first keys. */
export async function learnt(desk) {
  await desk.part('rail')
  if (!(await there(desk, 'teaching-strip'))) return
  await desk.click('button', 'Got it', await desk.part('teaching-strip'))
  await desk.until('the strip to leave', async () => !(await there(desk, 'teaching-strip')))
}

/** The rail's sign that this instance is on screen. */
export async function isOn(desk, number) {
  await desk.until(`instance ${number} on screen`, async () => (await (await desk.part(`profile-${number}`)).getAttribute('aria-current')) === 'true')
}

/** Fails when the page is larger than its window: something would be cut off, or everything moved. */
export async function fits(desk, where) {
  const [wide, window, moved] = await desk.driver.executeScript(
    'return [document.documentElement.scrollWidth, innerWidth, scrollY + document.body.scrollTop + document.documentElement.scrollTop]',
  )
  assert.ok(wide <= window, `${where}: the page is ${wide} wide in a window of ${window}`)
  assert.equal(moved, 0, `${where}: the page was scrolled`)
}

/** Both practice instances have been fetched, and the first is on screen. */
export async function bothFetched(desk) {
  await learnt(desk)
  await fetched(desk)
  await desk.press('Control+2')
  await fetched(desk)
  await desk.press('Control+1')
}

/** Waits until what was decided about somebody is settled, looking again where that is offered: it left the Outbox for History. */
export function settled(desk, username) {
  return desk.until('the decision to be settled', async () => {
    if ((await openAbout(desk, username, { look: true })) !== null) return false
    await go(desk, 'history')
    return desk.driver.executeScript(
      (handle) => [...document.querySelectorAll('[data-testid="decision"]')].some((row) => row.innerText.replace(/[\u2066-\u2069]/g, '').includes(handle)),
      `@${username}`,
    )
  })
}
