// Signing in: the real window, the practice servers' own pages, and a browser between them in which somebody says yes or no.

import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { Browser, Doorman } from './browser.mjs'
import { scene, sitting } from './desk.mjs'
import { Practice } from './practice.mjs'
import { fetched, findServer, sent, startModerating, there, tidy, unfold } from './steps.mjs'

const doorman = new Doorman()
const { env } = doorman
let browser
const servers = []
before(async () => {
  browser = await Browser.open('signing in')
})
after(async () => {
  await browser?.close()
  await Promise.all(servers.map((server) => server.stop()))
  doorman.close()
})

async function practice(platform, options) {
  const server = await Practice.start(platform, options)
  servers.push(server)
  return server
}

/** From wherever connecting begins to the server with its ways. */
async function found(desk, server) {
  if (await there(desk, 'rail')) await desk.click('button', 'Add an instance')
  else if (await there(desk, 'start-connect')) await desk.tap('start-connect')
  await findServer(desk, server.address)
  await desk.part('found')
  await desk.part('purpose')
}

/** Begins in the browser, and gives the page that was opened there. */
async function begin(desk, way = 'browser') {
  await desk.tap(`sign-in-${way}`)
  await desk.part('signing-in')
  return doorman.next()
}

/** Where the server sends the browser back to. */
const wayBack = (page) => new URL(page).searchParams.get('redirect_uri')

/** How often the server gave a token out. */
const given = async (server) => (await server.requests()).filter(({ method, path, status }) => method === 'POST' && path.endsWith('/oauth/token') && status === 200).length

async function finish(desk) {
  await desk.tap('continue')
  await desk.tap('finish')
  await desk.part('read-only-bar')
}

const shapes = [
  ['4.6', '@kim', 'profile'],
  ['4.2', '@kim', 'read:accounts'],
  ['3.5', '@kim', 'read:accounts'],
  ['gotosocial', '@noor', null],
]
for (const [like, as, scope] of shapes) {
  scene(`somebody signs in to a server like ${like} with the browser`, { env }, async (desk) => {
    const server = await practice('mastodon', ['--like', like])
    await found(desk, server)
    await desk.tap('purpose-look')
    await desk.tap('purpose-moderate')
    if (scope) await desk.reads(scope, await desk.part('scopes'))
    const page = await begin(desk)
    assert.match(wayBack(page), /^http:\/\/127\.0\.0\.1:\d+\/callback$/)
    assert.doesNotMatch(new URL(page).searchParams.get('scope'), /(^| )(admin:)?(read|write)( |$)/, 'no more than is needed')
    await desk.reads('then allow Bailiwick', await desk.part('signing-in'))
    await desk.reads(/It waits for \d+ min more\./, await desk.part('signing-in'))
    if (like === '4.6') {
      await desk.isAccessible('waiting for the browser')
      await desk.picture('signing in')
    }
    await browser.decide(page, { as })
    await browser.reads('Signed in')
    await desk.reads(as, await desk.part('you-here'))
    const text = await desk.text()
    for (const word of new URL(await browser.address()).searchParams.values()) assert.equal(text.includes(word), false, 'nothing of the way back is shown')
    await finish(desk)
    await fetched(desk)
    assert.equal(await given(server), 1)
  })
}

sitting('what can go wrong', { env, open: async (desk) => desk.tap('start-connect') }, (scene) => {
  let server
  scene('a no on the page is told, and nothing is lost', async (desk) => {
    server = await practice('mastodon')
    await found(desk, server)
    await desk.tap('purpose-look')
    await browser.decide(await begin(desk), { allow: false })
    await browser.reads('Not signed in')
    await desk.reads('You did not agree on the page of the server', await desk.part('sign-in-failed'))
    await desk.isAccessible('a sign-in that was denied')
    assert.match(await desk.focused(), /^button Sign in with your browser/)
    assert.equal(await (await desk.part('purpose-look')).findElement({ css: 'input' }).isSelected(), true)
    assert.equal(await given(server), 0)
  })

  scene('another state than the one that was sent is waited on', async (desk) => {
    const page = await begin(desk)
    const back = `${wayBack(page)}?code=stolen&state=guessed`
    const answer = await fetch(back)
    assert.equal(answer.status, 400)
    assert.doesNotMatch(await answer.text(), /stolen|guessed/)
    assert.equal((await fetch(new URL('/favicon.ico', wayBack(page)))).status, 404)
    await desk.reads('Waiting for you', await desk.part('signing-in'))
    assert.equal(await given(server), 0)
    await desk.tap('stop-sign-in')
    await desk.part('sign-in-browser')
    await assert.rejects(async () => assert.ok((await fetch(back)).ok), 'nobody listens any more')
  })

  scene('the page opens again, and its address is copied', async (desk) => {
    const page = await begin(desk)
    await desk.tap('open-sign-in-page')
    assert.equal(await doorman.next(), page)
    await desk.tap('copy-sign-in-page')
    await desk.until('the address on the clipboard', async () => (await desk.pasted()) === page)
    await desk.press('Escape')
    await desk.part('sign-in-browser')
    await browser.decide(page)
    await browser.driver.getTitle() // the server answered; whoever listens there now is not the desk
    assert.equal(await there(desk, 'you-here'), false, 'stopped is stopped')
  })

  scene('a code is copied by hand', async (desk) => {
    await unfold(desk, 'other-ways')
    const page = await begin(desk, 'code')
    assert.equal(wayBack(page), 'urn:ietf:wg:oauth:2.0:oob')
    await desk.copy('two words and more')
    await desk.tap('paste-code')
    await desk.reads('What is in the clipboard cannot be a code', await desk.part('signing-in'))
    assert.equal(await desk.pasted(), 'two words and more', 'what is no code is left where it was')
    await browser.decide(page)
    const code = await browser.value('textbox', 'Code')
    await desk.copy(code)
    await desk.tap('paste-code')
    await desk.reads('@kim', await desk.part('you-here'))
    assert.equal(await desk.pasted(), '', 'the clipboard is empty')
    assert.equal((await desk.text()).includes(code), false)
  })

  scene('what was allowed is given back when one stops after all', async (desk) => {
    await desk.press('Escape')
    await desk.tap('forget-token')
    await desk.until('the token to be revoked', async () => (await server.requests()).some(({ path, status }) => path.endsWith('/oauth/revoke') && status === 200))
  })
})

scene('what came back once counts once', { env }, async (desk) => {
  const server = await practice('mastodon')
  await found(desk, server)
  const page = await begin(desk)
  await browser.decide(page)
  await desk.part('you-here')
  const again = await fetch(await browser.address()).then(({ status }) => status, () => 'nobody listens')
  assert.ok([409, 410, 'nobody listens'].includes(again), `the same answer again: ${again}`)
  assert.equal(await given(server), 1)
  await finish(desk)

  // The same person on the same server is one instance, and the token of the second try is given back.
  await found(desk, server)
  await browser.decide(await begin(desk))
  await desk.reads('This server is on the desk already, with the same person', await desk.part('sign-in-failed'))
  await desk.tap('cancel')
  await desk.part('rail')
})

scene('an administrator of a GitLab registers the application', { env }, async (desk) => {
  const server = await practice('gitlab')
  await server.settings({ practice: { device_interval: 1 } })
  await found(desk, server)
  await desk.part('paste-token')
  await unfold(desk, 'by-application')
  await unfold(desk, 'application-needs')
  await desk.reads('http://127.0.0.1/callback', await desk.part('application-needs'))
  await desk.isAccessible('signing in by an application')
  await desk.picture('signing in by application')
  await desk.tap('sign-in-browser')
  await desk.reads('Type or paste the id of the application first.')
  assert.match(await desk.focused(), /^textbox Application id/)

  await desk.fill('textbox', 'Application id', 'nobody-registered-this')
  await desk.tap('sign-in-device')
  await desk.reads('The server knows no such application', await desk.part('sign-in-failed'))

  await desk.fill('textbox', 'Application id', 'practice-application')
  const page = await begin(desk)
  assert.match(new URL(page).searchParams.get('code_challenge_method'), /^S256$/)
  await browser.decide(page)
  await browser.reads('Signed in')
  await desk.reads('Ban and unban', await desk.part('you-here'))
  await finish(desk)
  await fetched(desk)
})

scene('one signs in on another device', { env }, async (desk) => {
  const server = await practice('gitlab')
  await server.settings({ practice: { device_interval: 1 } })
  await found(desk, server)
  await unfold(desk, 'by-application')
  await desk.fill('textbox', 'Application id', 'practice-application')

  await begin(desk, 'device')
  const code = async () => /\S+$/.exec((await desk.text(await desk.part('user-code'))).trim())[0]
  const page = async () => (await desk.text(await desk.part('sign-in-page'))).trim()
  const decide = async (button) => {
    // As on a telephone: the address is read and typed, and so is the code.
    await browser.visit(await page())
    const field = await browser.find('textbox', 'Code')
    await field.clear()
    await field.sendKeys(await code())
    await browser.click('button', button)
  }
  await decide('Deny')
  await desk.reads('You did not agree on the page of the server', await desk.part('sign-in-failed'))

  await begin(desk, 'device')
  await desk.isAccessible('a code for another device')
  await desk.picture('signing in on another device')
  await decide('Authorize')
  await browser.reads('The device may go on.')
  await desk.part('you-here')
  await finish(desk)
  await fetched(desk)
})

scene('who signed in signs in again, as the same person', { env }, async (desk) => {
  const server = await practice('mastodon')
  await found(desk, server)
  await desk.tap('purpose-moderate')
  await browser.decide(await begin(desk))
  await finish(desk)
  await fetched(desk)

  await desk.click('button', /^Settings of /)
  await desk.reads('from signing in', await desk.part('token-health'))
  await desk.tap('test-connection')
  await desk.until('every piece', async () => (await (await desk.part('piece-accounts')).getAttribute('data-outcome')) === 'good')
  await desk.isAccessible('the settings of an instance')
  await desk.picture('instance connection')

  await desk.tap('sign-in-again')
  await desk.part('sign-in-dialog')
  await browser.decide(await begin(desk), { as: '@noor' })
  await desk.reads('This is the token of @noor, who is somebody else on this server', await desk.part('sign-in-failed'))
  await desk.isAccessible('signing in as somebody else')
  await desk.tap('purpose-reports')
  await browser.decide(await begin(desk), { as: '@kim' })
  await desk.part('instance-dialog')
  await desk.reads('admin:read:reports', await desk.part('token-health'))

  await desk.tap('revoke-token')
  await desk.reads('The server stops taking it at once', await desk.part('revoke-dialog'))
  await desk.isAccessible('revoking a token')
  await desk.tap('revoke-confirm')
  await desk.until('no token', async () => (await (await desk.part('token-place')).getAttribute('data-token')) === 'missing')
  assert.ok((await server.requests()).some(({ path, status }) => path.endsWith('/oauth/revoke') && status === 200))

  await desk.tap('sign-in-again')
  await desk.part('sign-in-dialog')
  await browser.decide(await begin(desk))
  await desk.part('instance-dialog')
  await tidy(desk)
  await startModerating(desk)
  await fetched(desk)
  assert.deepEqual((await sent(server)).filter(({ path }) => path.startsWith('/api/') && path !== '/api/v1/apps'), [], 'nothing was decided')
})
