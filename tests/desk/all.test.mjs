// All instances in one list, and what the desk makes of a whole cache: who shares an address, what is kept of other servers,
// and a search box that helps while one types.

import assert from 'node:assert/strict'
import { after } from 'node:test'
import { sitting } from './desk.mjs'
import { Practice } from './practice.mjs'
import { bothFetched, connect, fetched, go, isOn, newestDecision, people, rows, search, sendByKeys, sent, startModerating, there, tidy, visit } from './steps.mjs'

let mastodon
let gitlab
after(() => Promise.all([mastodon?.stop(), gitlab?.stop()]))

const begin = async (desk) => {
  mastodon = await Practice.start('mastodon', ['--no-limits'])
  gitlab = await Practice.start('gitlab', ['--no-limits'])
  await connect(desk, mastodon, 'practice-moderator', { name: 'Hollyhock', number: 1 })
  await startModerating(desk)
  await fetched(desk)
  await connect(desk, gitlab, 'practice-administrator', { name: 'Quarry', number: 2 })
  await startModerating(desk)
  await fetched(desk)
}

/** Shows the list over all instances. */
const toAll = async (desk, place) => {
  await tidy(desk)
  await desk.press('Control+0')
  await desk.until('all instances', async () => (await (await desk.part('profile-all')).getAttribute('aria-current')) === 'true')
  await go(desk, place)
}
/** The rows that are drawn, with whose they are: by the words beside the tile, and by the server that has the account. */
const marked = async (desk) =>
  (await rows(desk)).map(({ id, text }) => ({ id: id.split(' ').at(-1), on: /\bon (Hollyhock|Quarry)\b/.exec(text)?.[1], text }))
/** Clicks on somebody's row, until they are open. */
const open = async (desk, id, username) => {
  await desk.until(`${username} to be open`, async () => {
    await desk.driver.executeScript('document.querySelector(`[data-testid="row"][data-account$=" ${arguments[0]}"]`)?.click()', id)
    return desk.until('the account', async () => (await desk.text(await desk.part('account'))).includes(`@${username}`), 400)
  })
  await desk.readsNoMore('Reading it from the server', await desk.part('account'))
}
const number = (text) => Number(text.replace(/\D/g, ''))
const counts = async (desk) => {
  const found = /([\d,]+) of ([\d,]+) loaded/.exec(await desk.text(await desk.part('list')))
  return found ? [number(found[1]), number(found[2])] : null
}

sitting('all instances', { open: begin }, (scene) => {
  scene('their accounts stand in one list, newest first, each with its mark', async (desk) => {
    await toAll(desk, 'accounts')
    await search(desk, '')
    const made = new Map([
      ...(await people(mastodon)).map(({ id, created_at }) => [`Hollyhock ${id}`, created_at]),
      ...(await people(gitlab)).map(({ id, created_at }) => [`Quarry ${id}`, created_at]),
    ])
    const drawn = await desk.until('rows of both', async () => {
      const some = await marked(desk)
      return new Set(some.map(({ on }) => on)).size === 2 && some
    })
    const moments = drawn.map(({ id, on }) => Date.parse(made.get(`${on} ${id}`)))
    assert.ok(moments.every((at) => Number.isFinite(at)), 'each stands where its server has it')
    assert.deepEqual(moments, moments.toSorted((one, other) => other - one))
    await desk.isAccessible('all instances')
    await desk.picture('all instances')
  })

  scene('an account is opened on its own instance', async (desk) => {
    await toAll(desk, 'accounts')
    await search(desk, 'wren')
    const wrens = await desk.until('both', async () => {
      const some = (await marked(desk)).filter(({ text }) => /\bwren\b/.test(text))
      return some.length === 2 && some
    })
    const opened = []
    for (const [name, practice, you] of [['Quarry', gitlab, 'kim'], ['Hollyhock', mastodon, 'kim']]) {
      const { id } = wrens.find(({ on }) => on === name)
      assert.equal((await people(practice)).find((one) => one.id === id).username, 'wren')
      await open(desk, id, 'wren')
      const whose = await desk.part('all-whose')
      await desk.reads(new RegExp(`as @${you} on\\s+${name}`), whose)
      opened.push(await whose.getAttribute('data-profile'))
    }
    assert.notEqual(opened[0], opened[1])
    await desk.picture('all account')
    await search(desk, '')
  })

  scene('what is decided there is done on that instance, and on no other', async (desk) => {
    await toAll(desk, 'queue')
    const waits = (await people(gitlab)).filter(({ state }) => state === 'blocked_pending_approval')
    const one = await desk.until('somebody of the second', async () => {
      const there = new Set((await marked(desk)).filter(({ on }) => on === 'Quarry').map(({ id }) => id))
      return waits.find(({ id }) => there.has(id))
    })
    await Promise.all([mastodon.forgetRequests(), gitlab.forgetRequests()])
    await open(desk, one.id, one.username)
    await sendByKeys(desk, 'a')
    await desk.reads(`Approved: @${one.username} on Quarry. The server shows it.`)
    assert.deepEqual((await sent(gitlab)).map(({ method, path }) => `${method} ${path}`), [`POST /api/v4/users/${one.id}/approve`])
    assert.deepEqual(await sent(mastodon), [])
    await desk.until('the row to leave', async () => !(await marked(desk)).some(({ id, on }) => on === 'Quarry' && id === one.id))
    await desk.picture('all queue')
    await desk.press('Control+2')
    await isOn(desk, 2)
    assert.equal((await newestDecision(desk)).verb, 'approve')
  })
})

sitting('whom one knows of', { practice: true, open: bothFetched }, (scene) => {
  const everybody = async (desk) => people(desk.practice.mastodon)
  const used = (one, ip) => one.user?.addresses.some((address) => address.ip === ip)

  scene('who shares an address is told with those in good standing', async (desk) => {
    const all = await everybody(desk)
    const one = all.find(({ username }) => username === 'm_okonkwo')
    const { ip } = one.user.addresses[0]
    const others = all.filter((other) => used(other, ip) && other.id !== one.id)
    const good = others.filter(({ user, suspension, silenced_at }) => user.approved && !suspension && !silenced_at)
    assert.ok(good.length > 5 && good.length < others.length)
    await visit(desk, one, { place: 'queue' })
    const card = await desk.part('others')
    await desk.reads(`${others.length} others from ${ip}`, card)
    await desk.reads(new RegExp(`${others.length - good.length} pending, ${good.length} in good standing`), card)
    await desk.isAccessible('the others')
    await desk.picture('others')
    await desk.click('button', new RegExp(`^List them: ${others.length} others from \\W*${ip.replaceAll('.', '\\.')}`))
    await desk.find('grid', 'Accounts')
    await desk.until('all of them', async () => (await counts(desk))?.[0] === others.length + 1)
    assert.ok((await rows(desk)).every(({ id }) => used(all.find((other) => other.id === id), ip)))
    await search(desk, '')
  })

  scene('what is kept of other servers follows the setting', async (desk) => {
    await tidy(desk)
    await go(desk, 'accounts')
    await search(desk, 'origin:remote ')
    const remote = (await everybody(desk)).filter(({ domain }) => domain !== null)
    await desk.until('all of other servers', async () => (await counts(desk))?.[0] === remote.length)
    const keep = async (choice) => {
      await desk.click('button', 'Settings of Hollyhock')
      const part = await desk.part('caching')
      await desk.driver.executeScript('arguments[0].scrollIntoView({ block: "center" })', part)
      await desk.tap(`remote-${choice}`)
      await desk.tap('caching-keep')
      await desk.reads('Kept.', part)
      await desk.isAccessible('what is kept')
      await desk.picture(`caching ${choice}`)
      await tidy(desk)
    }
    await keep('none')
    await desk.until('none of them', async () => !(await there(desk, 'row')) || (await counts(desk))[0] < 20)
    await keep('all')
    await desk.until('all of them again', async () => (await counts(desk))?.[0] === remote.length, 30_000)
    await search(desk, '')
  })

  scene('what could be typed next is chosen and taken by keys', async (desk) => {
    await tidy(desk)
    await go(desk, 'accounts')
    await search(desk, 'sta')
    const box = await desk.part('search')
    const options = async () => (await desk.all('option')).length
    const active = () =>
      desk.driver.executeScript('const id = document.querySelector(`[data-testid="search"]`).getAttribute("aria-activedescendant"); return id ? document.getElementById(id).innerText.replace(/[\\u2066-\\u2069]/g, "") : null')
    await desk.until('options', async () => (await options()) > 0)
    assert.equal(await box.getAttribute('aria-expanded'), 'true')
    const choose = (text) =>
      desk.until(`${text} to be chosen`, async () => {
        if (((await active()) ?? '').startsWith(text)) return true
        await desk.press('ArrowDown')
        return false
      })
    await choose('state:')
    await desk.isAccessible('what could be typed')
    await desk.press('Tab')
    await desk.until('its values', async () => (await box.getAttribute('value')) === 'state:' && (await options()) > 3)
    await choose('state:limited')
    await desk.picture('completion')
    await desk.press('Enter')
    await desk.find('button', 'Remove the filter state Limited')
    await desk.until('the filter to be over', async () => (await options()) === 0 && (await box.getAttribute('value')) === '')
    assert.match(await desk.focused(), /^combobox/)
    // Esc closes what is offered first, and leaves the box then.
    await box.sendKeys('ori')
    await desk.until('options', async () => (await options()) > 0)
    await desk.press('Escape')
    await desk.until('none', async () => (await options()) === 0)
    assert.match(await desk.focused(), /^combobox/)
    await search(desk, '')
  })

  scene('a word that cannot be read is underlined where it stands, and told', async (desk) => {
    await tidy(desk)
    await go(desk, 'accounts')
    await search(desk, 'wren state:angry joined:someday ')
    await desk.reads(/state:angry is no filter\. It could be state:pending/, await desk.part('list'))
    await desk.reads(/joined:someday is no filter/, await desk.part('list'))
    const under = await desk.driver.executeScript(() =>
      [...document.querySelectorAll('.told')].map((one) => ({ text: one.innerText, line: getComputedStyle(one).borderBottomStyle, wide: one.getBoundingClientRect().width > 10 })))
    assert.deepEqual(under, ['state:angry', 'joined:someday'].map((text) => ({ text, line: 'dotted', wide: true })))
    const box = await desk.part('search')
    assert.equal(await box.getAttribute('aria-invalid'), 'true')
    await desk.isAccessible('words that are no filters')
    await desk.picture('underlined')
    await search(desk, '')
    await desk.until('nothing to be underlined', async () => (await desk.driver.executeScript('return document.querySelectorAll(".told").length')) === 0)
  })
})
