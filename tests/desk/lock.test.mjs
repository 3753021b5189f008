// The lock, in the real window: nothing of the desk is left on the page, nothing leaves, and with a passphrase nobody opens it without.

import assert from 'node:assert/strict'
import { after } from 'node:test'
import { scene, sitting } from './desk.mjs'
import { Practice } from './practice.mjs'
import { bothFetched, connect, fetched, go, isOn, learnt, openAbout, people, rows, sendByKeys, sent, startModerating, there, tidy, typeInto, visit } from './steps.mjs'
import { person, somebody, waits } from './verbs.mjs'

const PASSPHRASE = 'four badgers dig on Sunday'
const OTHER = 'five badgers sleep on Monday'

const servers = []
after(() => Promise.all(servers.map((server) => server.stop())))
async function practice(platform, options) {
  const server = await Practice.start(platform, options)
  servers.push(server)
  return server
}

const lock = async (desk) => {
  await desk.press('Control+Shift+l')
  return desk.part('locked')
}

/** Opens a lock that only hides. */
const open = async (desk) => {
  await desk.tap('unlock')
  await desk.part('rail')
}

const unlock = async (desk, passphrase) => {
  await typeInto(desk, 'passphrase', passphrase)
  await desk.press('Enter')
}

/** Sets a passphrase in the dialog that asks for one. */
async function setPassphrase(desk, passphrase) {
  await typeInto(desk, 'fresh-passphrase', passphrase)
  await typeInto(desk, 'fresh-again', passphrase)
  await desk.tap('make-vault-run')
  await desk.until('the vault', async () => !(await there(desk, 'make-vault')))
}

/** Whom and what the page may not name while it is locked: those in the list, the instances, their addresses. */
async function names(desk, ...servers) {
  const listed = (await rows(desk)).map(({ text }) => text.split(' ')[0])
  const all = (await Promise.all(servers.map(people))).flat().map(({ username }) => username)
  const rail = (await desk.text(await desk.part('rail'))).split('\n').filter((line) => /^\p{Lu}\p{L}{4,}/u.test(line) && !FRAME.includes(line))
  return [...new Set([...listed, ...all, ...rail, ...servers.map(({ address }) => new URL(address).host)])].filter((name) => name.length > 4)
}
/** Words of the rail that name nobody. */
const FRAME = ['Queue', 'Accounts', 'Reports', 'Outbox', 'History', 'PRACTICE', 'Moderator', 'Administrator', 'Owner', 'Add an instance', 'All instances', 'Appeals, strikes and audit log are on the server']

/** Fails when anything of it is still on the page: as text, as an attribute, in the window's title, or typed into a field. */
async function namesNobody(desk, some) {
  const page = await desk.driver.executeScript(`
    const typed = [...document.querySelectorAll('input, textarea')].map(({ value }) => value).join('\\n')
    return document.documentElement.outerHTML + document.title + typed`)
  assert.ok(some.length > 5, 'there is something to look for')
  // A word of the lock's own is nobody's name.
  assert.deepEqual(some.filter((name) => new RegExp(`(?<![\\w-])${name.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')}(?![\\w-])`, 'u').test(page)), [])
  assert.equal(await desk.driver.getTitle(), 'Bailiwick — locked')
}

/** What a command answers to a page that has been taken over: the code of its error. */
const asked = (desk, command, given) =>
  desk.driver.executeAsyncScript(
    `const done = arguments[2]
     window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then((answer) => done({ answer }), (problem) => done({ code: problem?.error?.code }))`,
    command,
    given,
  )

sitting('a lock that only hides', { practice: true, holds: { reversible: 5_000, irreversible: 15_000 }, open: bothFetched }, (scene) => {
  scene('leaves nothing of the desk on the page, by key, and one press goes on', async (desk) => {
    await desk.press('Control+1')
    await isOn(desk, 1)
    await visit(desk, await somebody(desk.practice.mastodon, waits), { place: 'queue' })
    const some = await names(desk, desk.practice.mastodon, desk.practice.gitlab)
    await lock(desk)
    await namesNobody(desk, some)
    await desk.reads('This lock only hides: whoever sits at this computer can go on here.')
    await desk.reads('Holds are paused while the desk is locked')
    await desk.isAccessible('the lock that only hides')
    await desk.picture('lock hides')
    await desk.until('the focus on what goes on', async () => (await desk.focused()) === 'button Open the desk')
    await desk.press('Enter')
    await desk.part('rail')
    await isOn(desk, 1)
    await desk.part('row')
    assert.equal(await desk.driver.getTitle(), 'Bailiwick')
  })

  scene('locks out of a dialog, a field and a panel, and none of them comes back', async (desk) => {
    await desk.click('button', 'Settings')
    await desk.part('settings')
    await lock(desk)
    await open(desk)
    assert.equal(await there(desk, 'settings'), false)

    await typeInto(desk, 'search', 'wren')
    await lock(desk)
    await open(desk)
    assert.equal(await (await desk.part('search')).getAttribute('value'), '')

    await visit(desk, await somebody(desk.practice.mastodon, waits), { place: 'queue' })
    await desk.summon('r', 'panel')
    await lock(desk)
    await open(desk)
    assert.equal(await there(desk, 'panel'), false)
    assert.deepEqual(await sent(desk.practice.mastodon), [])
  })

  scene('has a button, and no key of the desk acts behind it', async (desk) => {
    await desk.tap('lock')
    await desk.part('locked')
    await desk.press('?', 'Alt+4', 'Control+2', 'a', 'z')
    assert.equal(await there(desk, 'rail'), false)
    await desk.gone('dialog')
    await open(desk)
    await isOn(desk, 1)
  })

  scene('no command tells behind it what the page does not show', async (desk) => {
    const { answer: state } = await asked(desk, 'desk_state', {})
    const { id } = state.profiles[0]
    await lock(desk)
    const { answer } = await asked(desk, 'desk_state', {})
    assert.deepEqual([answer.profiles, answer.secrets.locked, answer.secrets.lockIsReal], [[], true, false])
    for (const command of ['outbox', 'dues', 'check_connection', 'verify_journal']) assert.deepEqual(await asked(desk, command, { profile: id }), { code: 'locked' }, command)
    await open(desk)
  })

  scene('a held decision is not sent behind it, and goes on where it was', async (desk) => {
    await tidy(desk)
    const server = desk.practice.mastodon
    const one = await somebody(server, waits)
    await visit(desk, one, { place: 'queue' })
    await server.forgetRequests()
    await desk.summon('a', 'leaving')
    await lock(desk)
    // For as long as it would have been held, twice over: that nothing happens has no event.
    const over = Date.now() + 10_000
    await desk.until('its hold to be over, had it counted', () => Date.now() > over)
    assert.deepEqual(await sent(server), [])
    await open(desk)
    await desk.reads(new RegExp(`Approve\\s+@${one.username}`), await desk.part('leaving'))
    assert.deepEqual(await sent(server), [])
    await desk.reads(`Approved: @${one.username} on Hollyhock. The server shows it.`)
    assert.equal((await sent(server)).length, 1)
  })

  scene('one can quit from there, and what has not left is asked about at the next start', async (desk) => {
    await tidy(desk)
    const one = await somebody(desk.practice.mastodon, waits)
    await visit(desk, one, { place: 'queue' })
    await desk.practice.mastodon.forgetRequests()
    await desk.summon('a', 'leaving')
    await lock(desk)
    await desk.closed(() => desk.tap('quit-locked'))
    await desk.reopen()
    await learnt(desk)
    await go(desk, 'outbox')
    await desk.reads('Waits for you', await desk.part('outbox'))
    await desk.reads(`Approve @${one.username}`, await desk.part('outbox'))
    assert.equal((await person(desk.practice.mastodon, one.id)).user.approved, false)
  })
})

// The least that can be set is a minute: it is waited for.
scene('the desk locks itself when nobody was here for a minute, and not while somebody is', { practice: true }, async (desk) => {
  await bothFetched(desk)
  await desk.click('button', 'Settings')
  await desk.tap('lock-by-itself')
  await desk.fill('textbox', 'After so many minutes', '1')
  await desk.press('Tab')
  await tidy(desk)
  const here = Date.now() + 40_000
  await desk.until('most of a minute', () => Date.now() > here, 60_000)
  await desk.press('j')
  const pressed = Date.now()
  await desk.until('a minute since the settings', () => Date.now() > here + 25_000, 40_000)
  assert.equal(await there(desk, 'locked'), false, 'a key began the minute anew')
  await desk.until('the lock', () => there(desk, 'locked'), 60_000)
  assert.ok(Date.now() - pressed >= 60_000, 'not before a minute was over')
  await desk.reads('Nobody was here for 1 minute.')
  assert.equal(await there(desk, 'rail'), false)
})

sitting('a passphrase where there is no keychain', {}, (scene) => {
  let server

  scene('is offered before anything is connected, and what is connected then is kept', async (desk) => {
    server = await practice('mastodon', ['--no-limits'])
    await desk.tap('start-connect')
    await desk.reads('This system has no keychain running', await desk.part('keeping-choice'))
    await desk.isAccessible('the choice how it is kept')
    await desk.picture('keeping choice')
    await desk.tap('keeping-vault')
    await typeInto(desk, 'fresh-passphrase', 'too short')
    await desk.reads('1 more character', await desk.part('strength'))
    await desk.isAccessible('setting a passphrase')
    await setPassphrase(desk, PASSPHRASE)
    await desk.tap('back')
    await connect(desk, server, 'practice-moderator', { name: 'Tree House', remote: 'all' })
    await fetched(desk)
    await startModerating(desk)
    await desk.click('button', 'Settings of Tree House')
    assert.equal(await (await desk.part('token-place')).getAttribute('data-token'), 'vault')
    await tidy(desk)
  })

  scene('opens the desk after a restart, which names nobody before', async (desk) => {
    const some = await names(desk, server)
    await desk.reopen()
    await desk.reads('Bailiwick is locked', await desk.part('locked'))
    await namesNobody(desk, some)
    await desk.isAccessible('the lock')
    await desk.picture('lock')
    await unlock(desk, PASSPHRASE)
    await desk.reads('Tree House', await desk.part('rail'))
    await fetched(desk)
    await desk.reads('Online', await desk.part('strip'))
  })

  scene('that is wrong opens nothing, stays nowhere on the page, and lets one wait', async (desk) => {
    await lock(desk)
    await unlock(desk, OTHER)
    await desk.reads('That is not the passphrase')
    await desk.reads(/The next try is taken in 0:0\d/)
    assert.equal(await (await desk.part('passphrase')).getAttribute('value'), '')
    assert.ok(!(await desk.driver.executeScript('return document.documentElement.outerHTML')).includes(OTHER))
    assert.equal(await there(desk, 'rail'), false)
    await desk.reads('You can try again.')
    await unlock(desk, PASSPHRASE)
    await desk.part('rail')
    await fetched(desk)
  })

  scene('a held decision waits behind it, and goes on without being asked about', async (desk) => {
    const one = await somebody(server, waits)
    await visit(desk, one, { place: 'queue' })
    await server.forgetRequests()
    await sendByKeys(desk, 'r')
    await lock(desk)
    const over = Date.now() + 16_000
    await desk.until('its hold to be over, had it counted', () => Date.now() > over, 20_000)
    assert.deepEqual(await sent(server), [])
    await unlock(desk, PASSPHRASE)
    await desk.part('rail')
    assert.deepEqual((await openAbout(desk, one.username))?.verb, 'reject')
    await desk.readsNoMore('Waits for you', await desk.part('outbox'))
    await desk.until('it to leave', async () => (await sent(server)).length === 1)
  })

  scene('is changed, and only the new one opens', async (desk) => {
    await tidy(desk)
    await desk.click('button', 'Settings')
    await desk.tap('open-change-passphrase')
    await typeInto(desk, 'old-passphrase', PASSPHRASE)
    await typeInto(desk, 'fresh-passphrase', OTHER)
    await typeInto(desk, 'fresh-again', OTHER)
    await desk.tap('change-passphrase-run')
    await desk.reads('The new passphrase counts from now on.')
    await desk.reopen()
    await desk.part('locked')
    await unlock(desk, PASSPHRASE)
    await desk.reads('That is not the passphrase')
    await desk.reads('You can try again.')
    await unlock(desk, OTHER)
    await desk.part('rail')
    await desk.reads('Tree House', await desk.part('rail'))
  })
})

scene('who forgot the passphrase opens the desk with the recovery key', {}, async (desk) => {
  const server = await practice('mastodon', ['--no-limits'])
  await desk.tap('start-connect')
  await desk.tap('keeping-vault')
  await setPassphrase(desk, PASSPHRASE)
  await desk.tap('back')
  await connect(desk, server, 'practice-moderator', { name: 'Tree House' })
  await fetched(desk)
  await desk.click('button', 'Settings')
  await desk.tap('make-recovery')
  await desk.part('recovery-groups')
  const groups = await desk.driver.executeScript(`return [...document.querySelectorAll('[data-testid="recovery-groups"] .group')].map(({ textContent }) => textContent)`)
  await desk.tap('recovery-written')
  const fields = () => desk.driver.executeScript(`return [...document.querySelectorAll('[data-testid^="recovery-group-"]')].map(({ dataset }) => dataset.testid)`)
  for (const id of await desk.until('the groups that are asked for', async () => ((await fields()).length === 2 ? fields() : null)))
    await typeInto(desk, id, groups[Number(id.replace('recovery-group-', '')) - 1])
  await desk.tap('recovery-keep')
  await desk.reads('The recovery key is in use.')
  await tidy(desk)

  await desk.reopen()
  await desk.part('locked')
  await desk.tap('forgotten-passphrase')
  await typeInto(desk, 'recovery-key', groups.join(' '))
  await typeInto(desk, 'fresh-passphrase', OTHER)
  await typeInto(desk, 'fresh-again', OTHER)
  await desk.isAccessible('opening with the recovery key')
  await desk.tap('recover-vault-run')
  await desk.reads('Tree House', await desk.part('rail'))
  await desk.click('button', 'Settings of Tree House')
  assert.equal(await (await desk.part('token-place')).getAttribute('data-token'), 'missing')
  await tidy(desk)
  await desk.reopen()
  await desk.part('locked')
  await unlock(desk, OTHER)
  await desk.reads('Tree House', await desk.part('rail'))
})

scene('from the keychain into a vault and back, with everything that is connected', { keychain: true }, async (desk) => {
  const server = await practice('gitlab')
  await connect(desk, server, 'practice-administrator', { name: 'Quarry' })
  await fetched(desk)
  await desk.click('button', 'Settings')
  assert.equal(await (await desk.part('security')).getAttribute('data-keeping'), 'keychain')
  await desk.tap('open-make-vault')
  await setPassphrase(desk, PASSPHRASE)
  await tidy(desk)
  await desk.reopen()
  await desk.part('locked')
  await unlock(desk, PASSPHRASE)
  await desk.reads('Quarry', await desk.part('rail'))
  await fetched(desk)

  await desk.click('button', 'Settings')
  assert.equal(await (await desk.part('security')).getAttribute('data-keeping'), 'vault')
  await desk.tap('open-leave-vault')
  await typeInto(desk, 'leave-passphrase', PASSPHRASE)
  await desk.tap('leave-vault-run')
  await desk.reads("Tokens and keys are in the system’s keychain again.")
  await tidy(desk)
  await desk.reopen()
  await desk.reads('Quarry', await desk.part('rail'))
  assert.equal(await there(desk, 'locked'), false)
  await fetched(desk)
})
