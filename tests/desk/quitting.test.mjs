// The window is closed while something has not left: nothing is sent, dropped or kept unasked.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { sitting } from './desk.mjs'
import { askToClose } from './closing.mjs'
import { Practice } from './practice.mjs'
import { connect, fetched, go, newestDecision, sendByKeys, sent, startModerating, tidy, visit } from './steps.mjs'
import { person, somebody, waits } from './verbs.mjs'

const folder = mkdtempSync(join(tmpdir(), 'bailiwick-server-'))
let server
after(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const begin = async (desk) => {
  server = await Practice.start('mastodon', ['--no-limits', '--state', join(folder, 'state.json')])
  await connect(desk, server, 'practice-moderator', { name: 'Tree House', remote: 'all' })
  await fetched(desk)
  await startModerating(desk)
}

sitting('quitting', { keychain: true, holds: null, open: begin }, (scene) => {
  const fresh = async (desk) => {
    await tidy(desk)
    const one = await somebody(server, waits)
    await visit(desk, one, { place: 'queue' })
    await server.forgetRequests()
    return one
  }
  const asked = async (desk, ...said) => {
    await askToClose('Bailiwick')
    const dialog = await desk.part('quit')
    for (const text of said) await desk.reads(text, dialog)
    return dialog
  }

  scene('it is asked what becomes of what has not left, and Esc stays', async (desk) => {
    const one = await fresh(desk)
    await sendByKeys(desk, 'r')
    await asked(desk, '1 decision has not left', `Reject @${one.username}`, "1 of them can't be taken back once it is sent.")
    await desk.until('the focus on what loses nothing', async () => (await desk.focused()) === 'button Keep them')
    await desk.isAccessible('the question before quitting')
    await desk.picture('quitting')
    await desk.press('Escape')
    await desk.gone('dialog')
    await desk.reads(new RegExp(`Reject\\s+@${one.username}`), await desk.part('leaving'))
    await desk.press('z')
    await desk.reads('Nothing was sent.')
    assert.deepEqual(await sent(server), [])
  })

  scene('what is kept waits for a word at the next start, and leaves at it', async (desk) => {
    const one = await fresh(desk)
    await desk.summon('a', 'leaving')
    await asked(desk, `Approve @${one.username}`)
    await desk.until('the focus on what loses nothing', async () => (await desk.focused()) === 'button Keep them')
    await desk.closed(() => desk.press('Enter'))
    assert.deepEqual(await sent(server), [])

    await desk.reopen()
    await go(desk, 'outbox')
    await desk.reads('1 decision was kept back, and leaves when you say so.', await desk.part('outbox'))
    await desk.reads('Waits for you', await desk.part('outbox'))
    await desk.picture('kept over a restart')
    await desk.click('button', 'Review 1')
    await desk.reads(`Approve @${one.username}`, await desk.part('outbox'))
    assert.deepEqual(await sent(server), [])
    await desk.click('button', 'Send 1')
    await desk.reads(`Approved: @${one.username} on Tree House. The server shows it.`)
    assert.equal((await sent(server)).length, 1)
  })

  scene('what is sent leaves without its hold, and then the window closes', async (desk) => {
    const one = await fresh(desk)
    await sendByKeys(desk, 'r')
    await asked(desk, `Reject @${one.username}`)
    await desk.closed(() => desk.tap('quit-send'))
    assert.deepEqual((await sent(server)).map(({ path }) => path), [`/api/v1/admin/accounts/${one.id}/reject`])
    assert.equal(await person(server, one.id), null)

    await desk.reopen()
    const kept = await newestDecision(desk)
    assert.deepEqual([kept.verb, kept.status], ['reject', 'confirmed'])
  })

  scene('what is cancelled is taken back, and the window closes', async (desk) => {
    const one = await fresh(desk)
    await desk.summon('a', 'leaving')
    await asked(desk, `Approve @${one.username}`)
    await desk.closed(() => desk.tap('quit-cancel'))
    assert.deepEqual(await sent(server), [])

    await desk.reopen()
    const kept = await newestDecision(desk)
    assert.deepEqual([kept.verb, kept.status], ['approve', 'cancelled'])
    assert.equal((await person(server, one.id)).user.approved, false)
  })

  scene('what cannot leave is told while one waits, and one may stay after all', async (desk) => {
    await fresh(desk)
    await desk.summon('a', 'leaving')
    await server.stop()
    await desk.press('F5')
    await desk.reads(/Offline for \d+ s/, await desk.part('strip'))
    await asked(desk)
    await desk.tap('quit-send')
    await desk.reads('0 of 1 have left', await desk.part('quit'))
    await desk.reads('Tree House cannot be reached: what waits there leaves only when the server answers.', await desk.part('quit'))
    await desk.tap('quit-stop')
    await desk.gone('dialog')
    await desk.reads('Bailiwick stays open.')
    await desk.press('z')
    await desk.reads('Nothing was sent.')
    await server.again()
  })

  scene('with nothing waiting the window closes unasked', async (desk) => {
    await tidy(desk)
    await askToClose('Bailiwick')
    await desk.closed()
  })
})
