// What leaves this computer, in the real window: one instance or everything, with what is left to do at the servers; and the
// settings that are taken along to another computer.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { scene } from './desk.mjs'
import { Practice } from './practice.mjs'
import { connect, fetched, startModerating, there, tidy, typeInto } from './steps.mjs'

const servers = []
after(() => Promise.all(servers.map((server) => server.stop())))
async function practice(platform, options) {
  const server = await Practice.start(platform, options)
  servers.push(server)
  return server
}

/** Whether the GitLab still takes the token. */
const takes = async ({ address }, token) => (await fetch(`${address}/api/v4/user`, { headers: { 'PRIVATE-TOKEN': token } })).status === 200

const askToForget = async (desk, name) => {
  await desk.click('button', `Settings of ${name}`)
  await desk.part('instance-dialog')
  await desk.tap('remove')
  return desk.part('forget-dialog')
}
const confirm = async (desk, name) => {
  await desk.fill('textbox', `Type ${name} to confirm`, name)
  await desk.tap('forget-confirm')
}
const ticked = async (desk, id) => (await desk.part(id)).isSelected()

/** Folders of instances, and files that hold anything, in the data folder. */
function kept(desk) {
  const data = join(desk.machine.home, 'data')
  const profiles = join(data, 'profiles')
  return [...(existsSync(profiles) ? readdirSync(profiles) : []), ...readdirSync(data).filter((name) => name.endsWith('.bin'))]
}

scene('a pasted token is left unless one says otherwise, and then the server takes it no more', { keychain: true }, async (desk) => {
  const quarry = await practice('gitlab')
  await connect(desk, quarry, 'practice-administrator', { name: 'Quarry' })
  await fetched(desk)

  let dialog = await askToForget(desk, 'Quarry')
  assert.equal(await ticked(desk, 'forget-revoke'), false)
  await desk.reads('other programs may use it', dialog)
  await desk.isAccessible('the dialog that forgets')
  await desk.picture('forget instance')
  await confirm(desk, 'Quarry')
  let page = await desk.part('forgotten')
  await desk.reads('The token still works: revoke it on its page there.', page)
  await desk.isAccessible('the page after forgetting')
  await desk.picture('forgotten')
  await desk.tap('copy-forgotten')
  await desk.until('the list on the clipboard', async () => (await desk.pasted()).includes('Quarry'))
  await desk.tap('forgotten-done')
  await desk.part('first-run')
  assert.deepEqual(kept(desk), [])
  assert.ok(await takes(quarry, 'practice-administrator'))

  await connect(desk, quarry, 'practice-administrator', { name: 'Quarry' })
  await fetched(desk)
  dialog = await askToForget(desk, 'Quarry')
  await desk.tap('forget-revoke')
  await desk.readsNoMore('it works until somebody revokes it', dialog)
  await confirm(desk, 'Quarry')
  page = await desk.part('forgotten')
  await desk.reads('The token is revoked', page)
  await desk.tap('forgotten-done')
  assert.equal(await takes(quarry, 'practice-administrator'), false)
  assert.deepEqual(kept(desk), [])
})

scene('a server that is away keeps nothing on the desk', { keychain: true }, async (desk) => {
  const quarry = await practice('gitlab')
  await connect(desk, quarry, 'practice-administrator', { name: 'Quarry' })
  await fetched(desk)
  await quarry.stop()
  await askToForget(desk, 'Quarry')
  await desk.tap('forget-revoke')
  await confirm(desk, 'Quarry')
  const page = await desk.part('forgotten')
  await desk.reads(/The token was not revoked\. Nothing answers at/, page)
  await desk.reads('revoke it on its page there', page)
  await desk.tap('forgotten-done')
  assert.deepEqual(kept(desk), [])
  await desk.reopen()
  await desk.part('first-run')
})

scene('everything is forgotten, and the desk begins anew', { keychain: true }, async (desk) => {
  const [tree, quarry] = [await practice('mastodon'), await practice('gitlab')]
  await connect(desk, tree, 'practice-moderator', { name: 'Tree House' })
  await fetched(desk)
  await connect(desk, quarry, 'practice-administrator', { name: 'Quarry' })
  await fetched(desk)
  await desk.click('button', 'Settings')
  await desk.tap('open-forget-all')
  const dialog = await desk.part('forget-all')
  for (const name of ['Tree House', 'Quarry']) await desk.reads(name, dialog)
  await desk.isAccessible('the dialog that forgets everything')
  await desk.picture('forget everything')
  await (await desk.part('forget-all-confirm')).click()
  assert.equal(kept(desk).length, 2, 'nothing goes before it was typed')
  await typeInto(desk, 'forget-all-word', 'forget everything')
  await desk.tap('forget-all-confirm')
  const page = await desk.part('forgotten')
  for (const name of ['Tree House', 'Quarry']) await desk.reads(name, page)
  await desk.tap('forgotten-done')
  await desk.part('first-run')
  assert.deepEqual(kept(desk), [])
  await desk.reopen()
  await desk.part('start-practice')
  assert.equal(await there(desk, 'rail'), false)
  // The desk works as on the first day.
  await connect(desk, tree, 'practice-moderator', { name: 'Again' })
  await fetched(desk)
})

scene('settings go out and in, without a token, and the instance asks for a sign-in', { keychain: true }, async (desk) => {
  const tree = await practice('mastodon')
  await connect(desk, tree, 'practice-moderator', { name: 'Tree House', number: 7 })
  await fetched(desk)
  await startModerating(desk)
  await desk.click('button', 'Settings')
  await desk.tap('hide-addresses')
  await desk.tap('export-settings')
  const path = await desk.until('the path of the file', async () => /\/\S.*\.json/.exec(await desk.text(await desk.part('portable')))?.[0])
  const written = readFileSync(path, 'utf8')
  assert.ok(written.includes('Tree House'))
  assert.ok(!written.includes('practice-moderator'), 'no token is taken along')

  // What is on the desk already is skipped.
  await desk.tap('open-import-settings')
  await typeInto(desk, 'import-path', path)
  await desk.tap('import-run')
  await desk.reads(/Not taken over: on the desk already, or without a place on it\s+Tree House/, await desk.part('imported'))
  await desk.tap('imported-done')
  await desk.tap('open-forget-all')
  await typeInto(desk, 'forget-all-word', 'forget everything')
  await desk.tap('forget-all-confirm')
  await desk.tap('forgotten-done')

  await desk.part('first-run')
  await desk.tap('start-import')
  await typeInto(desk, 'import-path', path)
  await desk.tap('import-run')
  await desk.reads(/On the desk now\s+Tree House/, await desk.part('imported'))
  await desk.isAccessible('what was imported')
  await desk.tap('imported-done')
  await desk.reads('Tree House', await desk.part('profile-7'))
  await desk.click('button', 'Settings of Tree House')
  assert.equal(await (await desk.part('token-place')).getAttribute('data-token'), 'missing')
  await tidy(desk)
  await desk.click('button', 'Settings')
  assert.equal(await (await desk.part('hide-addresses')).getAttribute('aria-checked'), 'true')
})
