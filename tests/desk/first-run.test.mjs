// The first run: practice people, or a server of one's own by its address and a token, and whatever may be wrong with either.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after } from 'node:test'
import { scene, sitting } from './desk.mjs'
import { freePort } from './machine.mjs'
import { Practice } from './practice.mjs'
import { connect, fetched, findServer, isOn, pasteToken, sent, startModerating, there } from './steps.mjs'

const servers = []
after(() => Promise.all(servers.map((server) => server.stop?.() ?? new Promise((settle) => server.close(settle)))))

async function practice(platform, options) {
  const server = await Practice.start(platform, options)
  servers.push(server)
  return server
}

/** A server that is neither a Mastodon nor a GitLab. */
async function somethingElse() {
  const server = createServer((_, answer) => answer.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Tea shop</h1>'))
  await new Promise((settle) => server.listen(0, '127.0.0.1', settle))
  servers.push(server)
  return `http://127.0.0.1:${server.address().port}`
}

scene('with practice people the first run ends in their queue', { env: { BAILIWICK_PRACTICE_PORTS: '0,0' } }, async (desk) => {
  await desk.part('first-run')
  await desk.isAccessible('the first run')
  await desk.picture('first run')
  await desk.click('button', 'Try with practice people')
  await desk.part('profile-2')
  await isOn(desk, 1)
  await fetched(desk)
  await desk.reads('Hollyhock')
  assert.equal(await there(desk, 'read-only-bar'), false, 'practice people are not read-only')
  await desk.reads('opens reject', await desk.part('teaching-strip'))
  await desk.click('button', 'Got it')
  await desk.gone('button', 'Got it')

  await desk.reopen()
  await desk.part('row')
  assert.equal(await there(desk, 'first-run'), false, 'once is enough')
  assert.equal(await there(desk, 'teaching-strip'), false, 'it teaches once')
})

scene('a Mastodon and a GitLab are connected by address and pasted token', {}, async (desk) => {
  const mastodon = await practice('mastodon')
  const gitlab = await practice('gitlab', ['--root', '/gitlab'])

  await desk.click('button', 'Connect a server')
  await desk.reads('2 of 5')
  await findServer(desk, mastodon.address)
  await desk.reads(/Hollyhock\s+Found\W*Mastodon 4\.\d/, await desk.part('found'))
  await desk.reads('admin:read:accounts', await desk.part('scopes'))
  await desk.isAccessible('connecting')
  await desk.picture('first run connect')
  await pasteToken(desk, 'practice-moderator')

  const you = await desk.part('you-here')
  await desk.reads('@kim, role Moderator.', you)
  await desk.reads('Approve and reject sign-ups', you)
  await desk.reads(/Not:\s+delete data/, you)
  await desk.reads('Starts read-only.', you)
  await desk.reads('Kept for this session only.', you)
  assert.equal(await desk.pasted(), '', 'the clipboard is empty')
  assert.equal((await desk.text()).includes('practice-moderator'), false, 'the token is not shown')
  assert.deepEqual(await sent(mastodon), [], 'connecting changes nothing')
  await desk.fill('textbox', 'Name', 'Tree House')
  await desk.tap('mark-number-4')
  await desk.fill('textbox', 'Letters', 'th')
  await desk.tap('mark-pattern-wave')
  await desk.tap('mark-hue-teal')
  await desk.isAccessible('who you are there')
  await desk.picture('first run you')
  await desk.tap('continue')
  await desk.tap('pictures-grey')
  await desk.isAccessible('on this computer')
  await desk.picture('first run computer')
  await desk.click('button', 'Open the queue')

  await desk.reads('You are only looking.', await desk.part('read-only-bar'))
  await desk.reads('4TH', await desk.part('profile-4'))
  await desk.reads('Tree House', await desk.part('profile-4'))
  await fetched(desk)
  await desk.press('j')
  await desk.until('R to say why not', async () => {
    await desk.press('r')
    return (await desk.text()).includes('You are only looking on this instance: start moderating first.')
  })
  assert.equal(await there(desk, 'panel'), false)
  await startModerating(desk)
  await desk.summon('r', 'panel')
  await desk.reads(/as @kim on Tree House\./, await desk.part('panel'))
  await desk.press('Escape')

  await desk.click('button', 'Add an instance')
  await findServer(desk, `${gitlab.address.replace('http://', '')}/gitlab/users/sign_in`)
  await desk.reads(/Found\W*GitLab/, await desk.part('found'))
  await desk.reads('/gitlab', await desk.part('found'))
  await desk.reads('admin_mode', await desk.part('scopes'))
  await pasteToken(desk, 'practice-administrator')
  await desk.reads('@kim', await desk.part('you-here'))
  await desk.reads('Ban and unban', await desk.part('you-here'))
  assert.equal(await desk.pasted(), '')
  await desk.tap('continue')
  await desk.tap('finish')
  await desk.part('read-only-bar')
  await isOn(desk, 1)
  await fetched(desk)
  await desk.press('Control+4')
  await isOn(desk, 4)
})

sitting('bad input in the first run', { open: (desk) => desk.click('button', 'Connect a server') }, (scene) => {
  /** The sentence stands beside what was asked, and the desk stays empty. */
  const told = async (desk, sentence) => {
    await desk.reads(sentence)
    await desk.part('first-run')
    assert.equal(await there(desk, 'rail'), false)
  }

  const addresses = [
    ['what is no address', () => 'tree house', /That is not the address of a server: type it like/],
    ['http to another computer', () => 'http://tree.example', /Without https a token could be read on the way/],
    ['a server that does not exist', () => 'no-such-server.invalid', /No server is called no-such-server\.invalid: check the spelling/],
    ['an address where nothing answers', async () => `http://127.0.0.1:${await freePort()}`, /Nothing answers at 127\.0\.0\.1(:\d+)?: check the address and your network/],
    ['a server that is neither', somethingElse, /There is neither a Mastodon nor a GitLab at this address: check it/],
  ]
  for (const [what, where, sentence] of addresses) {
    scene(`${what} is told`, async (desk) => {
      await findServer(desk, await where())
      await told(desk, sentence)
      assert.equal(await there(desk, 'found'), false)
    })
  }

  const answers = [
    ['a web page instead of data', { kind: 'html_for_json' }, /There is neither a Mastodon nor a GitLab|A web page came where data was expected/],
    ['an answer of 50 MB', { kind: 'big_body' }, /The answer is larger than \d+ MB, which no such server sends: check the address\./],
    ['an answer that is cut off', { kind: 'cut_off' }, /The connection broke before the answer was complete: try again\./],
    ['a server in trouble', { kind: 'status', code: 503, body: 'html' }, /The server has a trouble of its own \(status 503\): try again in a while/],
    ['a server that sends us elsewhere', { kind: 'redirect', to: 'https://elsewhere.example/' }, /The server sends us on to elsewhere\.example, and your token stays here/],
    ['a server that asks to wait', { kind: 'too_many', retry_after: 120 }, /The server asks us to wait/],
  ]
  for (const [what, fault, sentence] of answers) {
    scene(`${what} is told`, async (desk) => {
      const server = await practice('mastodon')
      await server.fault({ route: '/', ...fault })
      await findServer(desk, server.address)
      await told(desk, sentence)
      assert.equal(await there(desk, 'found'), false)
      await server.stop()
    })
  }

  const tokens = [
    ['a token without the scope', 'mastodon', 'practice-no-scope', /The token was made without the scope admin:read\S*: make one that has it and paste it\./],
    ['a person without a role', 'mastodon', 'practice-member', /@wren has no role on this server that may moderate: ask an administrator for one/],
    ['a revoked token', 'mastodon', 'practice-revoked', /The server does not take the token, which is wrong, revoked or expired: make a new one and paste it\./],
    ['a wrong token', 'mastodon', 'not-a-token-of-this-server', /The server does not take the token/],
    ['what cannot be a token', 'mastodon', 'two words and more', /What is in the clipboard cannot be a token, so it was left there/],
    ['an empty clipboard', 'mastodon', '', /The clipboard holds no text: copy the token on the server/],
    ['a GitLab token without the scope', 'gitlab', 'practice-no-scope', /The token was made without the scope \S+: make one that has it/],
    ['somebody who is no administrator', 'gitlab', 'practice-user', /@wren has no role on this server that may moderate/],
    ['an administrator without admin_mode', 'gitlab', 'practice-no-admin-mode', /lacks the scope admin_mode, or you are no administrator here: make a token with that scope and paste it/],
    ['a revoked GitLab token', 'gitlab', 'practice-revoked', /The server does not take the token/],
  ]
  const running = {}
  for (const [what, platform, token, sentence] of tokens) {
    scene(`${what} is told`, async (desk) => {
      running[platform] ??= await practice(platform)
      await findServer(desk, running[platform].address)
      await desk.part('found')
      await pasteToken(desk, token)
      await told(desk, sentence)
      assert.equal(await there(desk, 'you-here'), false)
      // What surely is no token is left where it was; everything else is taken away.
      if (token.includes(' ')) assert.equal(await desk.pasted(), token)
      else assert.equal(await desk.pasted(), '')
    })
  }

  scene('a web page instead of who we are is told', async (desk) => {
    const server = await practice('mastodon')
    await findServer(desk, server.address)
    await desk.part('found')
    await server.fault({ route: '/api/v1/', kind: 'html_for_json' })
    await pasteToken(desk, 'practice-moderator')
    await told(desk, /A web page came where data was expected \(status 200\): check the address, or whether a proxy or login page stands before the server\./)
    await desk.picture('first run error')
    await desk.isAccessible('an error in the first run')
  })

  scene('none of it is on the desk afterwards', async (desk) => {
    await desk.reopen()
    await desk.part('start-practice')
    assert.equal(await there(desk, 'rail'), false)
  })
})

scene('what was pasted is not dropped without a word', {}, async (desk) => {
  const server = await practice('mastodon')
  await desk.tap('start-connect')
  await findServer(desk, server.address)
  await desk.part('found')
  await pasteToken(desk, 'practice-moderator')
  await desk.part('you-here')
  await desk.press('Escape')
  await desk.reads('Bailiwick forgets the token that you pasted', await desk.part('loses-token'))
  await desk.isAccessible('the question about the token')
  await desk.click('button', 'Go on connecting')
  await desk.tap('continue')
  await desk.tap('finish')
  await desk.part('read-only-bar')

  // The same person on the same server is one instance, whatever the token.
  await desk.click('button', 'Add an instance')
  await findServer(desk, server.address)
  await desk.part('found')
  await pasteToken(desk, 'practice-moderator')
  await desk.reads(/This server is on the desk already, with the same person/)
  await desk.tap('cancel')
  await connect(desk, server, 'practice-admin', { name: 'As Noor' })
  await desk.reads('As Noor', await desk.part('rail'))
})
