// Without the network the desk goes on: what was fetched is there with its age, deciding is off, and all of it says why.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { sitting } from './desk.mjs'
import { Practice } from './practice.mjs'
import { connect, fetched, go, people, rows, search, sendByKeys, sent, startModerating, there, tidy, visit } from './steps.mjs'

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

sitting('offline', { keychain: true, open: begin }, (scene) => {
  let decided

  scene('a server that goes away while one works is told, and nothing is sent', async (desk) => {
    const [first, second] = await waits()
    decided = first
    await visit(desk, first, { place: 'queue' })
    await sendByKeys(desk, 'a')
    await desk.reads(`Approved: @${first.username} on Tree House. The server shows it.`)
    await visit(desk, second, { place: 'queue' })
    await desk.summon('r', 'panel')
    await server.stop()
    await desk.until('the decision to fail', async () => {
      if (/Nothing answers at/.test(await desk.text(await desk.part('panel')))) return true
      await desk.press('Enter')
      return false
    })
    await desk.picture('offline panel')
    await tidy(desk)
    await desk.reads(/Offline for \d+ s/, await desk.part('strip'))
  })

  scene('after a restart the cached list, an account and History are there, with their age', async (desk) => {
    await desk.reopen()
    await desk.part('row')
    await search(desk, '')
    await desk.press('F5')
    await desk.reads(/Offline for \d+ s: this is what was fetched before\. Deciding is off until the server answers\./, await desk.part('list'))
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

  scene('deciding is off and says why, by key and by mouse', async (desk) => {
    await desk.until('A to say why not', async () => {
      await desk.press('a')
      return desk.until('the sentence', async () => (await desk.text()).includes('The server cannot be reached, and nothing is decided without it'), 400)
    })
    assert.equal(await there(desk, 'panel'), false)
    const reject = await desk.part('action-reject')
    assert.equal(await reject.getAttribute('aria-disabled'), 'true')
    await desk.find('button', /Reject…: The server cannot be reached/)
    await reject.click()
    assert.equal(await there(desk, 'panel'), false)
  })

  scene('History is whole', async (desk) => {
    await go(desk, 'history')
    await desk.reads('Tree House cannot be reached.', await desk.part('history'))
    await desk.reads(`@${decided.username}`, await desk.part('history'))
    await desk.reads('1 decision', await desk.part('history-total'))
    await desk.isAccessible('History without a network')
    await desk.picture('offline history')
    await go(desk, 'queue')
  })

  scene('when the server is back, trying again ends it', async (desk) => {
    await server.again()
    await desk.click('button', 'Try again', await desk.part('list'))
    await desk.readsNoMore('Deciding is off', await desk.part('list'))
    await desk.reads('Online', await desk.part('strip'))
    const [one] = await waits()
    await visit(desk, one, { place: 'queue' })
    await sendByKeys(desk, 'a')
    await desk.reads(`Approved: @${one.username} on Tree House. The server shows it.`)
    assert.equal((await sent(server)).length, 1)
  })
})
