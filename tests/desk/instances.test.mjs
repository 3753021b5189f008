// Several instances on one desk: switching, names and marks, only looking, where tokens are, and how one leaves.

import assert from 'node:assert/strict'
import { after } from 'node:test'
import { scene, sitting } from './desk.mjs'
import { Practice } from './practice.mjs'
import { chosen, connect, fetched, go, isOn, learnt, rows, search, sent, startModerating, there, tidy } from './steps.mjs'

let real
after(() => real?.stop())

const settings = async (desk, name) => {
  await desk.click('button', `Settings of ${name}`)
  return desk.part('instance-dialog')
}

const begin = async (desk) => {
  real = await Practice.start('mastodon')
  await learnt(desk)
  await fetched(desk)
  await connect(desk, real, 'practice-moderator', { name: 'Tree House', number: 7 })
  await fetched(desk)
  await desk.press('Control+2')
  await fetched(desk)
}

sitting('instances', { practice: true, open: begin }, (scene) => {
  scene('one switches by click and by number, and each keeps what one looked at', async (desk) => {
    await desk.tap('profile-1')
    await isOn(desk, 1)
    await go(desk, 'accounts')
    await search(desk, 'wren')
    const wren = await desk.until('an account', async () => {
      const [first] = await rows(desk)
      if (!first.text.startsWith('wren')) return null
      await desk.press('ArrowDown')
      return chosen(desk)
    })
    await desk.tap('profile-2')
    await isOn(desk, 2)
    await desk.find('grid', 'Queue')
    await desk.press('Control+7')
    await isOn(desk, 7)
    await desk.reads('Tree House', await desk.part('profile-7'))
    await desk.press('Control+5')
    await isOn(desk, 7)
    await desk.press('Control+1')
    await isOn(desk, 1)
    await desk.find('grid', 'Accounts')
    assert.equal(await desk.until('the account', () => chosen(desk)), wren)
    await search(desk, '')
    await go(desk, 'queue')
  })

  scene('a number switches while one types', async (desk) => {
    await (await desk.part('search')).click()
    await desk.press('Control+2')
    await isOn(desk, 2)
    await desk.press('Control+1')
    await isOn(desk, 1)
  })

  scene('an instance gets another name and another mark', async (desk) => {
    await desk.press('Control+7')
    await isOn(desk, 7)
    const dialog = await settings(desk, 'Tree House')
    await desk.fill('textbox', 'Name', 'Hollyhock, at home')
    await desk.tap('rename-save')
    await desk.reads('Renamed.', dialog)
    await desk.reads('taken by Hollyhock', await desk.part('mark-number'))
    await desk.tap('mark-number-3')
    await desk.fill('textbox', 'Letters', 'ho')
    await desk.tap('mark-pattern-dotted')
    await desk.tap('mark-hue-purple')
    await desk.picture('instance settings')
    await tidy(desk)
    await desk.reads('3HO', await desk.part('profile-3'))
    await desk.reads('Hollyhock, at home', await desk.part('profile-3'))
    await desk.press('Control+1')
    await desk.press('Control+3')
    await isOn(desk, 3)
  })

  scene('who only looks cannot decide', async (desk) => {
    await startModerating(desk)
    await desk.press('Escape', 'j')
    await desk.summon('a', 'panel')
    await tidy(desk)
    await settings(desk, 'Hollyhock, at home')
    await desk.click('radio', 'Only look')
    await desk.reads('Bailiwick itself refuses to send', await desk.part('safe-mode'))
    await tidy(desk)
    await desk.part('read-only-bar')
    await desk.until('A to say why not', async () => {
      await desk.press('a')
      return desk.until('the sentence', async () => (await desk.text()).includes('You are only looking on this instance: start moderating first.'), 400)
    })
    assert.equal(await there(desk, 'panel'), false)
    assert.deepEqual(await sent(real), [])
  })

  scene('the connection is tested, and where the token is stands there', async (desk) => {
    const dialog = await settings(desk, 'Hollyhock, at home')
    assert.equal(await (await desk.part('token-place')).getAttribute('data-token'), 'sessionOnly')
    await desk.reads('The token is in memory only and gone when you close Bailiwick.', dialog)
    await desk.tap('test-connection')
    await desk.reads(/It answered in [\d.]+ m?s, and knows you as @kim, Moderator\./, await desk.part('connection-result'))
    await real.fault({ route: '/api/v1', kind: 'token_revoked' })
    await desk.tap('test-connection')
    await desk.reads('The server does not take the token', await desk.part('connection-result'))
    await real.noFaults()
    await desk.copy('practice-admin')
    await desk.tap('renew-token')
    await desk.reads('This is the token of @noor, who is somebody else on this server', dialog)
    await desk.copy('practice-moderator')
    await desk.tap('renew-token')
    await desk.reads('The server takes the new token.', dialog)
    assert.equal(await desk.pasted(), '')
    await tidy(desk)
  })

  scene('without a keychain the desk says that tokens last until it is closed', async (desk) => {
    await desk.reads('Tokens last until you close Bailiwick', await desk.part('strip'))
    await desk.click('button', 'Settings')
    await desk.reads('This system has no keychain running, so tokens last until you close Bailiwick', await desk.part('settings'))
    await tidy(desk)
  })

  scene('a real instance is forgotten when its name was typed', async (desk) => {
    await settings(desk, 'Hollyhock, at home')
    await desk.tap('remove')
    const dialog = await desk.part('forget-dialog')
    await desk.reads(/the cache with \d+ accounts/, dialog)
    await desk.isAccessible('the dialog that forgets an instance')
    await desk.fill('textbox', 'Type Hollyhock, at home to confirm', 'Hollyhock')
    await (await desk.part('forget-confirm')).click()
    await desk.part('forget-dialog')
    assert.equal(await (await desk.part('forget-confirm')).getAttribute('aria-disabled'), 'true')
    await desk.fill('textbox', 'Type Hollyhock, at home to confirm', 'Hollyhock, at home')
    await desk.tap('forget-confirm')
    await desk.reads('Hollyhock, at home is forgotten here', await desk.part('forgotten'))
    await desk.tap('forgotten-done')
    await desk.until('the tile to leave', async () => !(await there(desk, 'profile-3')))
    await desk.part('profile-1')
    // Pasted, and nobody said that it should be revoked.
    assert.deepEqual((await real.requests()).filter(({ path }) => path.includes('revoke')), [])
  })

  scene('for this session only means that it is gone after a restart', async (desk) => {
    await connect(desk, real, 'practice-moderator', { name: 'For now', number: 5 })
    await fetched(desk)
    await desk.reopen()
    await desk.part('profile-1')
    assert.equal(await there(desk, 'profile-5'), false)
  })
})

scene('with a keychain an instance survives a restart, mark and all', { keychain: true }, async (desk) => {
  const server = await Practice.start('gitlab')
  try {
    await connect(desk, server, 'practice-administrator', { name: 'Quarry', number: 6 })
    await fetched(desk)
    await startModerating(desk)
    await desk.click('button', 'Settings of Quarry')
    assert.equal(await (await desk.part('token-place')).getAttribute('data-token'), 'keychain')
    await tidy(desk)
    await desk.reopen()
    await desk.reads('Quarry', await desk.part('profile-6'))
    await desk.part('row')
    assert.equal(await there(desk, 'read-only-bar'), false, 'who moderated goes on moderating')
    await desk.press('F5')
    await desk.reads('Online', await desk.part('strip'))
    await fetched(desk)
  } finally {
    await server.stop()
  }
})
