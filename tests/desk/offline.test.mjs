// Without the network the desk goes on: what was fetched is there with its age, and what is decided waits.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { sitting } from './desk.mjs'
import { Practice } from './practice.mjs'
import { connect, fetched, go, people, rows, search, send, sent, startModerating, tidy, visit } from './steps.mjs'

const folder = mkdtempSync(join(tmpdir(), 'bailiwick-server-'))
let server
after(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const waits = async () => (await people(server)).filter(({ user }) => user && !user.approved && user.confirmed_at)

const begin = async (desk) => {
  server = await Practice.start('mastodon', ['--no-limits', '--state', join(folder, 'state.json')])
  await connect(desk, server, 'practice-moderator', { name: 'Tree House', remote: 'all' })
  await fetched(desk)
  await startModerating(desk)
}

sitting('offline', { keychain: true, holds: null, open: begin }, (scene) => {
  let decided
  let waiting
  let also
  const sendFromPanel = (desk) => send(desk, () => desk.press('Enter'))

  scene('a server that goes away while one decides: it is held, told, and can still be taken back', async (desk) => {
    const [first, second] = await waits()
    decided = first
    await visit(desk, first, { place: 'queue' })
    await desk.summon('a', 'leaving')
    await desk.reads(`Approved: @${first.username} on Tree House. The server shows it.`)
    await visit(desk, second, { place: 'queue' })
    await desk.summon('r', 'panel')
    await server.stop()
    await sendFromPanel(desk)
    await desk.press('F5')
    await desk.reads(/Offline for \d+ s/, await desk.part('strip'))
    await desk.reads(new RegExp(`Reject\\s+@${second.username}`), await desk.part('leaving'))
    await desk.press('z')
    await desk.reads(`Cancelled: Reject @${second.username} on Tree House. Nothing was sent.`)
    await tidy(desk)
  })

  scene('after a restart the cached list, an account and History are there, with their age', async (desk) => {
    await desk.reopen()
    await desk.part('row')
    await search(desk, '')
    await desk.press('F5')
    await desk.reads(/Offline for \d+ s: this is what was fetched before\. What you decide waits in the Outbox until the server answers\./, await desk.part('list'))
    await desk.reads(/Nothing answers at 127\.0\.0\.1(:\d+)?: check the address and your network, then try again\./, await desk.part('list'))
    await desk.reads(/from (\d+ (s|min) ago|just now)/, await desk.part('list'))
    await desk.reads('of 299 loaded', await desk.part('list'))
    await desk.reads(/Offline for/, await desk.part('strip'))
    await desk.find('button', /Tree House.*offline/)
    await desk.isAccessible('an offline desk')
    await desk.picture('offline list')

    const [one] = await rows(desk)
    await desk.press('Escape', 'Home')
    await desk.reads(`@${one.text.split(' ')[0]}`, await desk.part('account'))
    await desk.reads(/from \d+ (s|min) ago|from just now/, await desk.part('account'))
    await desk.reads('Why they want to join', await desk.part('account'))
    await desk.picture('offline account')
  })

  scene('deciding goes on: it waits in the Outbox, which says for what', async (desk) => {
    const [one] = await rows(desk)
    waiting = one.text.split(' ')[0]
    await desk.summon('a', 'leaving')
    await go(desk, 'outbox')
    await desk.reads('Waits for network', await desk.part('outbox'))
    await desk.reads(`Approve @${waiting}`, await desk.part('outbox'))
    await desk.reads('Tree House cannot be reached: it leaves by itself when the server answers.', await desk.part('outbox'))
    await desk.isAccessible('the Outbox without a network')
    await desk.picture('offline outbox')
  })

  scene('by keys alone: the queue is reviewed without a network, and what was decided in haste is taken back', async (desk) => {
    await desk.press('Alt+1')
    await desk.part('row')
    await desk.press('Escape', 'Home')
    const [one, other] = (await rows(desk)).map(({ text }) => text.split(' ')[0])
    await desk.reads(`@${one}`, await desk.part('account'))
    const leaving = async (text) => desk.reads(text, await desk.part('leaving'))
    await desk.until('A to approve', async () => {
      await desk.press('a')
      return desk.until('it to be held', async () => new RegExp(`Approve\\s+@${one}`).test(await desk.text(await desk.part('leaving'))), 400)
    })
    also = one
    // The next one is there.
    await desk.reads(`@${other}`, await desk.part('account'))
    await desk.summon('r', 'panel')
    await desk.reads('Waits in the Outbox until the server answers', await desk.part('panel'))
    await sendFromPanel(desk)
    await leaving(new RegExp(`Reject\\s+@${other}`))
    await desk.press('Alt+4')
    await desk.reads('3 decisions', await desk.part('outbox-total'))
    await desk.press('j', 'j', 'j', 'z')
    await desk.reads(`Cancelled: Reject @${other} on Tree House. Nothing was sent.`)
    await desk.reads('2 decisions', await desk.part('outbox-total'))
    assert.match(await desk.focused(), new RegExp(`Approve @${one}`))
  })

  scene('History is whole', async (desk) => {
    await go(desk, 'history')
    await desk.reads('Tree House cannot be reached.', await desk.part('history'))
    await desk.reads(`@${decided.username}`, await desk.part('history'))
    // One was let in, two were cancelled; what waits for the network stands in the Outbox.
    await desk.reads('3 decisions', await desk.part('history-total'))
    await desk.isAccessible('History without a network')
    await desk.picture('offline history')
    await go(desk, 'queue')
  })

  scene('when the server is back, trying again ends it', async (desk) => {
    await server.again()
    await desk.click('button', 'Try again', await desk.part('list'))
    await desk.readsNoMore('waits in the Outbox', await desk.part('list'))
    await desk.reads('Online', await desk.part('strip'))
    await desk.reads(`Approved: @${waiting} on Tree House. The server shows it.`)
    await desk.reads(`Approved: @${also} on Tree House. The server shows it.`)
    assert.equal((await sent(server)).length, 2)
  })
})
