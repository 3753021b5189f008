// How the desk looks: every place in light and dark, from the smallest window to the largest, with text twice as large,
// and in every state. axe finds nothing serious or critical, nothing is cut off, and the pictures are kept in target/desk.

import assert from 'node:assert/strict'
import { after } from 'node:test'
import { sitting } from './desk.mjs'
import { Practice } from './practice.mjs'
import { bothFetched, connect, fetched, findServer, fits, go, isOn, learnt, pasteToken, people, search, sendByKeys, startModerating, there, tidy, visit } from './steps.mjs'

let mastodon
after(() => mastodon?.stop())

/** Runs in the page: buttons, labels and headings whose words stick out of them. What is only read aloud counts as not there. */
const cutOff = () => {
  const sticksOut = (one) => {
    const edge = one.getBoundingClientRect()
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const { parentElement } = texts.currentNode
      if (parentElement.closest('.unseen') || getComputedStyle(parentElement).textOverflow === 'ellipsis') continue
      const range = document.createRange()
      range.selectNodeContents(texts.currentNode)
      const { left, right, width } = range.getBoundingClientRect()
      if (width > 0 && (right > edge.right + 1 || left < edge.left - 1) && !parentElement.closest('.cut')) return true
    }
    return false
  }
  return [...document.querySelectorAll('button, label, h1, h2, h3, dt')]
    .filter((one) => one.offsetParent !== null && !one.closest('[aria-hidden="true"], [inert], .unseen') && getComputedStyle(one).display !== 'inline')
    .filter(sticksOut)
    .map((one) => `${one.tagName.toLowerCase()} ${one.innerText}`)
}

const looks = async (desk, name, { accessible = true } = {}) => {
  await fits(desk, name)
  assert.deepEqual(await desk.driver.executeScript(cutOff), [], `${name}: cut off`)
  await desk.picture(name)
  if (accessible) await desk.isAccessible(name)
}

for (const theme of ['light', 'dark']) {
  sitting(`looks ${theme}`, { practice: true, theme, open: bothFetched }, (scene) => {
    const named = async (desk, username, on = 'mastodon') => (await people(desk.practice[on])).find((one) => one.username === username && !one.domain)

    scene('the queue and an account', async (desk) => {
      await search(desk, '')
      await looks(desk, `queue ${theme}`)
      await visit(desk, await named(desk, 'spammer42'), { place: 'queue' })
      await search(desk, '')
      await desk.press('Escape')
      await looks(desk, `account pending ${theme}`)
      await visit(desk, await named(desk, 'wren'))
      await looks(desk, `account ${theme}`)
      await desk.press(']', ']', ']', ']')
      await desk.find('tab', 'Raw')
      await desk.reads('"username": "wren"', await desk.part('account'))
      await looks(desk, `account raw ${theme}`)
    })

    scene('the menu of all actions', async (desk) => {
      await desk.tap('action-menu')
      await desk.find('menuitem', /^Approve…/)
      await looks(desk, `menu ${theme}`)
      await tidy(desk)
    })

    scene('the panel', async (desk) => {
      await visit(desk, await named(desk, 'bestpills'), { place: 'queue' })
      await desk.summon('r', 'panel')
      await looks(desk, `panel reject ${theme}`)
      await tidy(desk)
      await visit(desk, await named(desk, 'wren'))
      await desk.summon('l', 'panel')
      await desk.press('Space')
      await desk.find('textbox', /^Message/)
      await looks(desk, `panel limit ${theme}`)
      await tidy(desk)
    })

    scene('History', async (desk) => {
      await go(desk, 'history')
      await desk.reads('Nothing settled yet')
      await looks(desk, `history empty ${theme}`)
      const { mastodon } = desk.practice
      for (const [username, kind] of [['anna_k'], ['zoe_m', 'close_before'], ['casino_77', 'no_effect'], ['joel', 'status']]) {
        if (kind) await mastodon.fault({ route: '/api/*/approve', method: 'POST', kind, count: 1, ...(kind === 'status' && { code: 403 }) })
        await visit(desk, await named(desk, username), { place: 'queue' })
        await sendByKeys(desk, 'a')
        await desk.until('the outcome', async () => new RegExp(`@${username}`).test(await desk.text(await desk.part('strip'))))
        await tidy(desk)
      }
      await search(desk, '')
      await go(desk, 'history')
      await desk.press('j', 'j', 'Enter')
      await desk.part('receipt')
      await looks(desk, `history ${theme}`)
    })

    scene('settings, keys, and an instance', async (desk) => {
      await go(desk, 'queue')
      await desk.click('button', 'Settings')
      await desk.part('settings')
      await looks(desk, `settings ${theme}`)
      await tidy(desk)
      await desk.click('button', 'Keys')
      await desk.find('dialog', /Keys that count/)
      await looks(desk, `keys ${theme}`)
      await tidy(desk)
      await desk.click('button', 'Settings of Hollyhock')
      await desk.part('instance-dialog')
      await looks(desk, `instance ${theme}`)
      await tidy(desk)
    })

    scene('all steps of connecting', async (desk) => {
      mastodon ??= await Practice.start('mastodon', ['--no-limits'])
      await tidy(desk)
      await desk.click('button', 'Add an instance')
      await findServer(desk, 'tree house')
      await desk.reads('That is not the address of a server')
      await looks(desk, `connect error ${theme}`)
      await findServer(desk, mastodon.address)
      await desk.part('found')
      await looks(desk, `connect ${theme}`)
      await pasteToken(desk, 'practice-moderator')
      await desk.part('you-here')
      await looks(desk, `connect you ${theme}`)
      await desk.tap('continue')
      await desk.part('finish')
      await looks(desk, `connect computer ${theme}`)
      await desk.press('Escape')
      await desk.tap('forget-token')
      await desk.part('rail')
    })

    scene('a GitLab', async (desk) => {
      await tidy(desk)
      await desk.press('Control+2')
      await isOn(desk, 2)
      await visit(desk, await named(desk, 'wren', 'gitlab'))
      await looks(desk, `gitlab ${theme}`)
      await desk.summon('n', 'panel')
      await looks(desk, `gitlab panel ${theme}`)
      await tidy(desk)
    })
  })
}

sitting('looks in every size', { practice: true, open: async (desk) => { await learnt(desk); await fetched(desk) } }, (scene) => {
  const places = async (desk, size) => {
    await tidy(desk)
    await go(desk, 'queue')
    await search(desk, '')
    await desk.press('Escape')
    await looks(desk, `queue ${size}`)
    await desk.summon('r', 'panel')
    await looks(desk, `panel ${size}`, { accessible: false })
    await (await desk.part('panel-send')).isDisplayed()
    await tidy(desk)
    await go(desk, 'history')
    await looks(desk, `history ${size}`, { accessible: false })
    await desk.click('button', 'Settings of Hollyhock')
    await desk.part('instance-dialog')
    await looks(desk, `instance ${size}`, { accessible: false })
    await tidy(desk)
    await go(desk, 'queue')
  }

  for (const [width, height] of [[960, 600], [1440, 900], [3840, 2160]]) {
    scene(`${width} × ${height}`, async (desk) => {
      await desk.resize(width, height)
      await places(desk, `${width} x ${height}`)
    })
  }

  scene('text at 200 %', async (desk) => {
    await desk.resize(1440, 900)
    await desk.driver.executeScript(`document.documentElement.style.fontSize = '200%'; dispatchEvent(new Event('resize'))`)
    await places(desk, 'text 200')
    await desk.resize(1920, 1080)
    await places(desk, 'text 200 on 1920 x 1080')
    await desk.driver.executeScript(`document.documentElement.style.fontSize = ''; dispatchEvent(new Event('resize'))`)
  })

  scene('the first run in the smallest window and with large text', async (desk) => {
    mastodon ??= await Practice.start('mastodon', ['--no-limits'])
    await desk.click('button', 'Add an instance')
    await findServer(desk, mastodon.address)
    await desk.part('found')
    for (const [size, percent] of [[[960, 600], 100], [[1440, 900], 200]]) {
      await desk.resize(...size)
      await desk.driver.executeScript(`document.documentElement.style.fontSize = '${percent}%'; dispatchEvent(new Event('resize'))`)
      await looks(desk, `connect ${size.join(' x ')} text ${percent}`, { accessible: false })
    }
    await desk.driver.executeScript(`document.documentElement.style.fontSize = ''; dispatchEvent(new Event('resize'))`)
    await desk.tap('cancel')
  })
})

sitting('looks in every state', { practice: true, open: async (desk) => { await learnt(desk); await fetched(desk) } }, (scene) => {
  /** Lets this go wrong, refreshes, and looks at what the list says. */
  const state = async (desk, name, fault, sentence) => {
    const { mastodon } = desk.practice
    await mastodon.fault({ route: '/', ...fault })
    await desk.press('F5')
    await desk.reads(sentence, await desk.part('list'))
    await looks(desk, `state ${name}`)
    await mastodon.noFaults()
    await desk.press('F5')
    await desk.readsNoMore(sentence, await desk.part('list'))
    await desk.reads('Online', await desk.part('strip'))
  }

  scene('offline', (desk) => state(desk, 'offline', { kind: 'close_before' }, /What you decide waits in the Outbox/))
  scene('a server in trouble', (desk) => state(desk, 'error', { kind: 'status', code: 500 }, /The server has a trouble of its own \(status 500\)/))
  scene('forbidden', (desk) => state(desk, 'forbidden', { kind: 'token_revoked' }, /The server does not take the token/))
  scene('a login page', (desk) => state(desk, 'html', { kind: 'html_for_json' }, /A web page came where data was expected/))
  scene('rate-limited', (desk) => state(desk, 'rate limited', { kind: 'status', code: 429 }, /The server asks us to wait.* It did not say how long/))

  scene('an empty queue', async (desk) => {
    await fetched(desk) // what runs already would not see it
    const { mastodon } = desk.practice
    for (const { id } of (await people(mastodon)).filter(({ user }) => user && !user.approved)) await mastodon.change(id, { user: { approved: true } })
    await desk.press('F5')
    await desk.until('nobody who waits', async () => !(await there(desk, 'row')) || (await desk.text(await desk.part('place-queue'))).trim() === 'Queue')
    // Whom one looks at stays in the list until one looks elsewhere.
    await go(desk, 'accounts')
    await go(desk, 'queue')
    await desk.reads('Nobody waits', await desk.part('list-state'), 30_000)
    await looks(desk, 'state empty')
    await search(desk, 'nobody-is-called-so')
    await desk.reads('Nobody matches', await desk.part('list-state'))
    await looks(desk, 'state no match')
    await search(desk, '')
  })

  scene('long names', async (desk) => {
    const endless = (await people(desk.practice.mastodon)).find(({ username }) => username === 'endless')
    await visit(desk, endless)
    await looks(desk, 'state long names')
    await search(desk, '')
    await desk.press('Escape')
    await looks(desk, 'state accounts')
  })

  // Without a cache the whole list says what is wrong. One server, connected as several people.
  const first = [
    ['loading', 'practice-moderator', { kind: 'delay', ms: 2500 }, /Fetching the first accounts/],
    ['offline without a cache', 'practice-admin', { kind: 'close_before' }, /The server cannot be reached, and nothing is cached yet/],
    ['forbidden without a cache', 'practice-owner', { kind: 'token_revoked' }, /The server does not let us look/],
  ]
  for (const [name, token, fault, sentence] of first) {
    scene(name, async (desk) => {
      await tidy(desk)
      await mastodon?.noFaults()
      mastodon ??= await Practice.start('mastodon', ['--no-limits'])
      await desk.click('button', 'Add an instance')
      await findServer(desk, mastodon.address)
      await desk.part('found')
      await pasteToken(desk, token)
      await desk.tap('continue')
      await desk.part('finish')
      await mastodon.fault({ route: '/', ...fault })
      await desk.tap('finish')
      await desk.reads(sentence, await desk.part('list-state'))
      await looks(desk, `state ${name}`, { accessible: name !== 'loading' })
      await mastodon.noFaults()
    })
  }

  // The last one: until the window of the limit ends, nothing is sent any more.
  scene('a spent limit', async (desk) => {
    await tidy(desk)
    await desk.press('Control+1')
    await isOn(desk, 1)
    await go(desk, 'accounts')
    await search(desk, '')
    await desk.part('row')
    const { mastodon } = desk.practice
    await mastodon.fault({ route: '/', kind: 'too_many', retry_after: 2 })
    await desk.press('F5')
    await desk.reads(/The server asks us to wait: this is what was fetched before\. It takes requests again in \d+:\d\d\./, await desk.part('list'))
    await desk.reads(/Asked to wait, \d+:\d\d left/, await desk.part('strip'))
    await desk.reads(/API\s+0 of 300,( 60 kept for you,)? resets in \d+:\d\d/, await desk.part('strip'))
    await looks(desk, 'state spent limit')
    await mastodon.noFaults()
    await mastodon.forgetRequests()
    await desk.press('F5')
    await desk.click('button', 'Refresh', await desk.part('list'))
    await desk.reads(/It takes requests again in \d+:\d\d\./, await desk.part('list'))
    assert.deepEqual((await mastodon.requests()).map(({ path }) => path), [], 'it was not asked again')
  })
})
