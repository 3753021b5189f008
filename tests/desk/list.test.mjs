// The list: from the cache at once, refreshed page by page, searched and filtered, and never moved or broken by what strangers call themselves.

import assert from 'node:assert/strict'
import { after } from 'node:test'
import { sitting } from './desk.mjs'
import { Practice } from './practice.mjs'
import { chosen, connect, fetched, go, isOn, people, rows, search, there, tidy } from './steps.mjs'

let mastodon
let gitlab
after(() => Promise.all([mastodon?.stop(), gitlab?.stop()]))

const begin = async (desk) => {
  mastodon = await Practice.start('mastodon', ['--no-limits'])
  gitlab = await Practice.start('gitlab', ['--people', '1130', '--no-limits'])
  await connect(desk, gitlab, 'practice-administrator', { name: 'Quarry', number: 2 })
  await fetched(desk)
  await connect(desk, mastodon, 'practice-moderator', { name: 'Hollyhock', number: 1, remote: 'all' })
  await fetched(desk)
}

const number = (text) => Number(text.replace(/\D/g, ''))
/** "1 of 299 loaded", as two numbers. */
const counts = async (desk) => {
  const found = /([\d,]+) of ([\d,]+) loaded/.exec(await desk.text(await desk.part('list')))
  return found ? [number(found[1]), number(found[2])] : null
}
/** They are counted beside the rows, and may come a moment later. */
const counted = (desk, matching, loaded) =>
  desk.until(`${matching} of ${loaded} loaded`, async () => {
    const now = await counts(desk)
    return now?.[0] === matching && now[1] === loaded
  })
const only = (desk, ids) =>
  desk.until(`only ${ids}`, async () => {
    const found = (await rows(desk)).map(({ id }) => id)
    return found.length === ids.length && ids.every((id) => found.includes(id))
  })
const named = async (practice, username) => (await people(practice)).find((one) => one.username === username && !one.domain)
const tab = async (desk, state) => {
  if (!(await there(desk, `state-tab-${state}`))) await desk.tap('state-tab-more')
  return desk.text(await desk.part(`state-tab-${state}`))
}

sitting('the list', { keychain: true, open: begin }, (scene) => {
  scene('after a restart the cache is there at once, and the refresh tells how far it is', async (desk) => {
    await mastodon.fault({ route: '/api/', kind: 'delay', ms: 1500 })
    await desk.reopen()
    await isOn(desk, 1)
    await desk.part('row')
    await desk.reads(/from (just now|\d+ s ago)/, await desk.part('list'))
    await desk.press('F5')
    await desk.reads(/Refreshing, \d+ fetched/, await desk.part('strip'))
    await desk.reads(/Fetching who waits, \d+ so far/, await desk.part('list'))
    await desk.find('progressbar', /Fetching/, await desk.part('list'))
    await desk.picture('refreshing')
    await desk.reads(/Fetching, [1-9]\d* so far/, await desk.part('list'))
    await desk.reads('41 of 299 loaded', await desk.part('list'))
    await mastodon.noFaults()
    await fetched(desk)
  })

  scene('a refresh can be stopped', async (desk) => {
    await mastodon.fault({ route: '/api/', kind: 'delay', ms: 3000 })
    await desk.press('F5')
    await desk.reads(/Refreshing/, await desk.part('strip'))
    await desk.click('button', 'Stop', await desk.part('strip'))
    await desk.readsNoMore(/Refreshing/, await desk.part('strip'))
    await mastodon.noFaults()
    assert.ok((await rows(desk)).length > 0)
  })

  scene('the queue begins with confirmed mail, oldest first, and tells both parts', async (desk) => {
    await go(desk, 'queue')
    const waiting = (await people(mastodon)).filter(({ user }) => user && !user.approved)
    const confirmed = waiting.filter(({ user }) => user.confirmed_at)
    await desk.reads(`Mail confirmed · ${confirmed.length} · oldest first`)
    await counted(desk, waiting.length, 299)
    const oldest = confirmed.toSorted((one, other) => one.created_at.localeCompare(other.created_at))[0]
    assert.equal((await rows(desk))[0].id, oldest.id)
    await desk.press('/', 'Escape', 'End')
    await desk.reads(`Mail not confirmed · ${waiting.length - confirmed.length}`)
    await desk.press('Home')
  })

  scene('words find names, display names and mail', async (desk) => {
    await go(desk, 'accounts')
    const everybody = await people(mastodon)
    const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    for (const typed of ['marguer', 'OYELARAN', 'rivermail', 'joel rivermail', 'Ines SAMPAIO']) {
      const texts = ({ username, domain, profile, user }) => fold([username, domain, profile.display_name, user?.email].join(' '))
      const found = everybody.filter((one) => typed.split(' ').every((word) => texts(one).includes(fold(word))))
      assert.ok(found.length > 0 && found.length < 20, `${typed} finds ${found.length}`)
      await search(desk, typed)
      await only(desk, found.map(({ id }) => id))
      await counted(desk, found.length, 299)
    }
    await search(desk, 'nobody-is-called-so')
    await desk.reads('Nobody matches', await desk.part('list-state'))
    await desk.click('button', 'Clear filters')
    await desk.until('everybody', async () => (await counts(desk))?.[0] === 299)
  })

  scene('typed filters become chips and count right', async (desk) => {
    await go(desk, 'accounts')
    const remote = (await people(mastodon)).filter(({ domain, silenced_at }) => domain !== null && silenced_at !== null)
    await search(desk, 'state:limited origin:remote ')
    await desk.find('button', 'Remove the filter state Limited')
    await desk.find('button', 'Remove the filter origin Other servers')
    await only(desk, remote.map(({ id }) => id))
    await counted(desk, remote.length, 299)
    await desk.until('the state to be counted', async () => number(await tab(desk, 'limited')) === remote.length)
    await desk.click('button', 'Remove the filter origin Other servers')
    const limited = (await people(mastodon)).filter(({ silenced_at }) => silenced_at !== null)
    await counted(desk, limited.length, 299)
    assert.ok(limited.length > remote.length)
    await desk.press('Backspace')
    await desk.gone('button', 'Remove the filter state Limited')
    await desk.until('everybody', async () => (await counts(desk))[0] === 299)
  })

  scene('a word that is no filter is told, with those that are', async (desk) => {
    await go(desk, 'accounts')
    await search(desk, 'state:angry ')
    await desk.reads(/state:angry is no filter\. It could be state:pending/, await desk.part('list'))
    await search(desk, '')
  })

  scene('tabs and the menu of servers filter, too', async (desk) => {
    await go(desk, 'accounts')
    await search(desk, '')
    const all = await people(mastodon)
    await desk.tap('origin')
    await desk.click('menuitem', 'This server')
    const here = all.filter(({ domain, id }) => domain === null && id !== '-99')
    await desk.until('those of this server', async () => (await counts(desk))[0] === here.length)
    await desk.find('button', 'Remove the filter origin This server')
    await tab(desk, 'suspended')
    await desk.tap('state-tab-suspended')
    await desk.until('those of this server who are suspended', async () => (await counts(desk))[0] === here.filter(({ suspension }) => suspension !== null).length)
    await search(desk, '')
    await desk.until('everybody', async () => (await counts(desk))[0] === 299)
  })

  scene('J and K walk, Enter goes to the account, Esc comes back', async (desk) => {
    await go(desk, 'accounts')
    await search(desk, '')
    await desk.press('Escape')
    await desk.until('everybody', async () => (await rows(desk)).length > 10)
    await desk.press('Home')
    const [first, second, third] = await rows(desk)
    await desk.until('the first row', async () => (await chosen(desk)) === first.id)
    await desk.press('j')
    await desk.until('the second row', async () => (await chosen(desk)) === second.id)
    await desk.press('j', 'j', 'k')
    await desk.until('the third row', async () => (await chosen(desk)) === third.id)
    await desk.press('ArrowUp')
    await desk.until('the second row', async () => (await chosen(desk)) === second.id)
    await desk.reads('2 of 299', await desk.part('account'))
    await desk.press('Enter')
    await desk.until('the account to have the focus', async () => /Open account/.test(await desk.focused()))
    await desk.press('Escape')
    await desk.until('the list to have the focus', async () => /^grid Accounts/.test(await desk.focused()))
    await desk.press('/')
    await desk.until('the search box to have the focus', async () => /^combobox/.test(await desk.focused()))
    await desk.press('Escape')
    await desk.until('the last row', async () => {
      await desk.press('End')
      return desk.until('the position', async () => (await desk.text(await desk.part('account'))).includes('299 of 299'), 400)
    })
    await desk.reads('That is everybody.', await desk.part('list'))
  })

  scene('newcomers wait until one asks for them', async (desk) => {
    await go(desk, 'queue')
    await search(desk, '')
    await desk.press('Escape', 'Home')
    const first = await desk.until('a choice', () => chosen(desk))
    const [id] = await mastodon.signUps(1)
    await desk.press('F5')
    await desk.reads('42 of 300 loaded', await desk.part('list'))
    assert.equal(await chosen(desk), first)
    await mastodon.remove(id)
    await desk.press('F5')
    await fetched(desk)
  })

  scene('hostile names stay within their rows and do nothing', async (desk) => {
    await go(desk, 'accounts')
    for (const username of ['scripty', 'office_desk', 'kirn', 'endless', 'sunflower', 'layla_h', 'tamar_c', 'zalgo', 'blank_page']) {
      const one = await named(mastodon, username)
      await search(desk, username)
      await only(desk, [one.id])
      const { height, tall, wide, window } = await desk.driver.executeScript(() => {
        const row = document.querySelector('[data-testid="row"]')
        return { height: row.clientHeight, tall: row.scrollHeight, wide: document.documentElement.scrollWidth, window: innerWidth }
      })
      assert.ok(tall <= height + 1, `${username}: the row is ${height} high and holds ${tall}`)
      assert.ok(wide <= window, `${username}: the page became ${wide} wide`)
      await desk.press('ArrowDown')
      await desk.reads(`@${username}`, await desk.part('account'))
      const broken = await desk.driver.executeScript(() => {
        const account = document.querySelector('[data-testid="account"]')
        return { wide: account.scrollWidth > account.clientWidth, bidi: /[\u202a-\u202e]/.test(account.innerText), markup: account.querySelector('script, iframe, style, img[src="x"]') !== null }
      })
      assert.deepEqual(broken, { wide: false, bidi: false, markup: false }, username)
      await desk.picture(`name ${username}`)
    }
    assert.deepEqual(await desk.driver.executeScript('return [typeof window.pwned, document.title]'), ['undefined', await desk.driver.getTitle()])
    await search(desk, 'office_desk')
    await only(desk, [(await named(mastodon, 'office_desk')).id])
    await desk.press('ArrowDown')
    await desk.reads('Hidden characters', await desk.part('account'))
    await search(desk, '')
  })

  scene('the fill goes on by itself to the end, whether one scrolls or not', async (desk) => {
    await tidy(desk)
    await desk.press('Control+2')
    await isOn(desk, 2)
    await go(desk, 'accounts')
    await search(desk, '')
    await fetched(desk)
    const everybody = await people(gitlab)
    assert.ok(everybody.length > 1000)
    await desk.until('everybody', async () => (await counts(desk))?.[1] === everybody.length)
    await desk.press('Escape')
    await desk.until('the very end', async () => {
      await desk.press('End')
      return (await desk.text(await desk.part('list'))).includes('That is everybody.')
    })
    assert.ok((await rows(desk)).length < 100, 'only what can be seen is drawn')
    const oldest = (await rows(desk)).at(-1)
    assert.match(oldest.text, /root/)
  })
})
