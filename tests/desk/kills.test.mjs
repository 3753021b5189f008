// The desk is killed, as by a crash, at each moment that a decision goes through: held, ready, on its way. Started again, the
// journal and the server agree, and the Outbox or History tells it.

import assert from 'node:assert/strict'
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { sitting } from './desk.mjs'
import { built } from './machine.mjs'
import { Practice } from './practice.mjs'
import { connect, fetched, go, newestDecision, sendByKeys, sent, startModerating, tidy, visit } from './steps.mjs'
import { person, somebody, waits } from './verbs.mjs'

let server
after(() => server?.stop())

const begin = async (desk) => {
  // A server of its own: it outlives the desk.
  server = await Practice.start('mastodon', ['--no-limits'])
  await connect(desk, server, 'practice-moderator', { name: 'Tree House', remote: 'all' })
  await fetched(desk)
  await startModerating(desk)
}

/** The desk of this machine, among whatever else runs here. */
function processOf(desk) {
  const own = readdirSync('/proc').filter((name) => {
    try {
      const environment = readFileSync(join('/proc', name, 'environ'), 'utf8').split('\0')
      return readlinkSync(join('/proc', name, 'exe')) === join(built, 'bailiwick') && environment.includes(`HOME=${desk.machine.home}`)
    } catch {
      return false // no process, or one that has just ended
    }
  })
  assert.equal(own.length, 1, 'one desk runs on this machine')
  return Number(own[0])
}

/** Kills the desk and nothing else; `meanwhile` happens before it is started again. */
async function killed(desk, meanwhile = () => {}) {
  process.kill(processOf(desk), 'SIGKILL')
  await meanwhile()
  await desk.reopen()
  await desk.part('rail')
}

sitting('a desk that is killed', { keychain: true, holds: null, open: begin }, (scene) => {
  const fresh = async (desk) => {
    await tidy(desk)
    await server.noFaults()
    const one = await somebody(server, waits)
    await visit(desk, one, { place: 'queue' })
    await server.forgetRequests()
    return one
  }
  const posts = () => sent(server)
  const approved = async (one) => (await person(server, one.id)).user.approved
  const waiting = async (desk, status) => {
    await go(desk, 'outbox')
    return desk.until(`${status} in the Outbox`, () =>
      desk.driver.executeScript('return document.querySelector(`[data-testid="waiting"][data-status="${arguments[0]}"]`)', status),
    )
  }
  const asked = (desk) => desk.until('the request', async () => (await posts()).length === 1)

  scene('while it holds something: the hold goes on, and it leaves once', async (desk) => {
    const one = await fresh(desk)
    await desk.summon('a', 'leaving')
    await killed(desk)
    await desk.reads(`@${one.username}`, await waiting(desk, 'held'))
    assert.deepEqual(await posts(), [])
    await desk.until('the server to have it', () => approved(one))
    await desk.until('the journal to tell it', async () => (await newestDecision(desk)).status === 'confirmed')
    assert.equal((await posts()).length, 1)
  })

  scene('while it holds what cannot be taken back: it can still be cancelled, and nothing leaves', async (desk) => {
    const one = await fresh(desk)
    await sendByKeys(desk, 'r')
    await killed(desk)
    await desk.reads(`Reject @${one.username}`, await waiting(desk, 'held'))
    await desk.press('j', 'z')
    await desk.reads(`Cancelled: Reject @${one.username} on Tree House. Nothing was sent.`)
    assert.equal((await newestDecision(desk)).status, 'cancelled')
    assert.deepEqual(await posts(), [])
    assert.equal(await approved(one), false)
  })

  scene('while something is ready and the server away: it leaves once the server is back', async (desk) => {
    const one = await fresh(desk)
    await server.fault({ route: '/', kind: 'html_for_json' })
    await desk.press('F5')
    await desk.reads(/Offline for/, await desk.part('strip'))
    await desk.summon('a', 'leaving')
    await waiting(desk, 'ready')
    await killed(desk)
    await desk.reads(`@${one.username}`, await waiting(desk, 'ready'))
    assert.deepEqual(await posts(), [])
    await server.noFaults()
    await desk.press('F5')
    await desk.until('the server to have it', () => approved(one))
    await desk.until('the journal to tell it', async () => (await newestDecision(desk)).status === 'confirmed')
    assert.equal((await posts()).length, 1)
  })

  scene('while a request is on its way that the server has not looked at: it is not sure, and not sent again', async (desk) => {
    const one = await fresh(desk)
    // The server dies over it: what was on its way never arrives.
    await server.fault({ route: `/api/v1/admin/accounts/${one.id}/approve`, method: 'POST', kind: 'delay', ms: 600_000 })
    await desk.summon('a', 'leaving')
    await asked(desk)
    await killed(desk)
    await desk.reads(`@${one.username}`, await waiting(desk, 'unsure'))
    assert.equal((await posts()).length, 1)
    assert.equal(await approved(one), false)
  })

  scene('while the answer of a slow server is on its way: what was done is not done again', async (desk) => {
    const one = await fresh(desk)
    await server.fault({ route: `/api/v1/admin/accounts/${one.id}/approve`, method: 'POST', kind: 'delay_after', ms: 600_000 })
    await desk.summon('a', 'leaving')
    await asked(desk)
    await desk.until('the server to have it', () => approved(one))
    await killed(desk)
    // Whose doing it was nobody can say without an answer; that it is so, the look tells.
    await desk.until('the journal to tell it', async () => (await newestDecision(desk)).status === 'unsure')
    assert.equal((await posts()).length, 1)
    assert.ok(await approved(one))
  })
})
