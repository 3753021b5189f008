// Deciding in the real window, and what the server has to say about it: the requests that came, and everybody's state afterwards.

import assert from 'node:assert/strict'
import { sitting } from './desk.mjs'
import {
  bothFetched, chosen, go, newestDecision, openAbout, rows, search, send, sendByKeys, sendByMouse, sent, settled, there, tidy, visit,
} from './steps.mjs'
import { decide, dontTell, inGoodStanding, is, limited, person, somebody, waits } from './verbs.mjs'

const admin = (id, verb) => `/api/v1/admin/accounts/${id}/${verb}`
const user = (id, verb) => `/api/v4/users/${id}/${verb}`
const decisions = [
  { verb: 'approve', key: 'a', on: 'mastodon', who: waits, place: 'queue', said: 'Approved', asks: (id) => admin(id, 'approve'), now: (one) => one.user.approved },
  { verb: 'reject', key: 'r', on: 'mastodon', who: waits, place: 'queue', said: 'Rejected', asks: (id) => admin(id, 'reject'), now: (one) => one === null },
  {
    verb: 'limit', key: 'l', on: 'mastodon', who: inGoodStanding, narrow: 'state:unrestricted', said: 'Limited', asks: (id) => admin(id, 'action'),
    now: (one) => one.silenced_at !== null, choose: dontTell, stroke: 'Control+Enter',
    body: (body) => assert.match(body, /silence/) ?? assert.match(body, /send_email_notification\W+false/),
  },
  { verb: 'liftLimit', key: 'u', on: 'mastodon', who: limited, narrow: 'state:limited', said: 'Limit lifted', asks: (id) => admin(id, 'unsilence'), now: (one) => one.silenced_at === null },
  { verb: 'block', key: 'b', on: 'gitlab', who: is('active'), narrow: 'state:active', said: 'Blocked', asks: (id) => user(id, 'block'), now: (one) => one.state === 'blocked' },
  { verb: 'unblock', key: 'u', on: 'gitlab', who: is('blocked'), narrow: 'state:blocked', said: 'Unblocked', asks: (id) => user(id, 'unblock'), now: (one) => one.state === 'active' },
  { verb: 'ban', key: 'n', on: 'gitlab', who: is('active'), narrow: 'state:active', said: 'Banned', asks: (id) => user(id, 'ban'), now: (one) => one.state === 'banned' },
  { verb: 'unban', key: 'u', on: 'gitlab', who: is('banned'), narrow: 'state:banned', said: 'Unbanned', asks: (id) => user(id, 'unban'), now: (one) => one.state === 'active' },
]
sitting('deciding', { practice: true, open: bothFetched }, (scene) => {
  for (const one of decisions) {
    const { verb, key, on, choose, stroke } = one
    scene(`${verb} on ${on}, by keys`, decide(one, (desk) => sendByKeys(desk, key, { choose: choose?.(desk), stroke })))
    const click = (desk) => async () => desk.click('radio', /^Tell them/)
    const tells = verb === 'limit' ? { ...one, body: (body) => assert.match(body, /send_email_notification\W+true/) } : one
    scene(`${verb} on ${on}, by mouse`, decide(tells, (desk) => sendByMouse(desk, verb, { choose: choose && click(desk) })))
  }
})

sitting('guards', { practice: true, open: bothFetched }, (scene) => {
  const fresh = async (desk, kind = waits, options = { place: 'queue' }) => {
    await tidy(desk)
    await desk.press('Control+1')
    const one = await somebody(desk.practice.mastodon, kind)
    await visit(desk, one, options)
    await desk.practice.mastodon.forgetRequests()
    return one
  }

  scene('the next account is there when one was decided', async (desk) => {
    await go(desk, 'queue')
    await search(desk, '')
    await desk.until('the whole queue', async () => (await rows(desk)).length > 5)
    const [first, second] = await rows(desk)
    await desk.press('Home')
    await desk.click('row', null, await desk.driver.executeScript('return document.querySelector(`[data-testid="rows"]`)'))
    await desk.press('Escape')
    await desk.until('the first row to be chosen', async () => {
      if ((await chosen(desk)) === first.id) return true
      await desk.press('k')
      return false
    })
    await sendByKeys(desk, 'a')
    await desk.until('the next one to be chosen', async () => (await chosen(desk)) === second.id)
    await desk.reads(`@${second.text.split(' ')[0]}`, await desk.part('account'))
    await desk.reads('1 of 40', await desk.part('account'))
    assert.match(await desk.focused(), /^grid Queue/)
  })

  scene('Esc leaves the panel and nothing is sent', async (desk) => {
    await fresh(desk)
    await desk.summon('r', 'panel')
    await desk.reads("This can't be taken back.", await desk.part('panel'))
    await desk.press('Escape')
    await desk.gone('dialog')
    assert.deepEqual(await sent(desk.practice.mastodon), [])
  })

  scene('an Enter that comes with the letter does not send', async (desk) => {
    await fresh(desk)
    await desk.summon('r', 'panel')
    await desk.press('Escape')
    await desk.gone('dialog')
    await desk.press('r', 'Enter', 'Enter')
    await desk.part('panel')
    assert.ok(await there(desk, 'panel-send'), 'nothing is under way')
    await desk.press('Escape')
    await desk.gone('dialog')
    assert.deepEqual(await sent(desk.practice.mastodon), [])
  })

  scene('a key that is held down neither opens nor sends', async (desk) => {
    await fresh(desk)
    const held = (key, code, target) =>
      desk.driver.executeScript(
        (key, code, target) => {
          const event = new KeyboardEvent('keydown', { key, code, repeat: true, bubbles: true, cancelable: true })
          ;(document.querySelector(target) ?? document.body).dispatchEvent(event)
          return event.defaultPrevented
        },
        key, code, target,
      )
    await desk.summon('r', 'panel')
    await desk.press('Escape')
    await desk.gone('dialog')
    await held('r', 'KeyR', '[data-testid="account"]')
    assert.equal(await there(desk, 'panel'), false)
    await desk.summon('r', 'panel')
    assert.equal(await held('Enter', 'Enter', '[data-testid="panel-send"]'), true, 'the browser is told not to click')
    await desk.press('Escape')
    await desk.gone('dialog')
    assert.deepEqual(await sent(desk.practice.mastodon), [])
  })

  scene('the focus stays in the panel', async (desk) => {
    await fresh(desk)
    await desk.summon('r', 'panel')
    for (let step = 0; step < 6; step++) {
      await desk.press(step < 4 ? 'Tab' : 'Shift+Tab')
      assert.ok(await desk.driver.executeScript('return document.activeElement.closest(`[data-testid="panel"]`) !== null'), `after ${step + 1} steps`)
    }
    await desk.press('Escape')
  })

  scene('letters sleep while one types', async (desk) => {
    const one = await fresh(desk)
    await (await desk.part('search')).click()
    await desk.press('End', 'r')
    await desk.until('the letter in the search box', async () => (await (await desk.part('search')).getAttribute('value')) === `${one.username}r`)
    assert.equal(await there(desk, 'panel'), false)
    await desk.press('Escape')
  })

  scene('a letter meant for the account before does not open a panel on the next', async (desk) => {
    await tidy(desk)
    await go(desk, 'queue')
    await search(desk, '')
    await desk.until('the whole queue', async () => (await rows(desk)).length > 5)
    await desk.press('Escape', 'j')
    await desk.summon('r', 'panel')
    await desk.press('Escape')
    await desk.gone('dialog')
    const before = await chosen(desk)
    await desk.press('j', 'r')
    await desk.until('the next account', async () => (await chosen(desk)) !== before)
    await desk.readsNoMore('Reading it from the server', await desk.part('account'))
    assert.equal(await there(desk, 'panel'), false)
  })

  scene('a letter of the other platform explains itself', async (desk) => {
    await fresh(desk)
    await desk.until('B to explain itself', async () => {
      await desk.press('b')
      return desk.until('the sentence', async () => (await desk.text()).includes('B does nothing on Mastodon'), 400)
    })
    assert.equal(await there(desk, 'panel'), false)
  })

  scene('the owner outranks a moderator, and the refusal says so', async (desk) => {
    const owner = await fresh(desk, ({ username, domain }) => username === 'ada' && domain === null, {})
    await desk.until('L to say where staff are decided about', async () => {
      await desk.press('l')
      return desk.until('the sentence', async () => (await desk.text()).includes('Staff: choose it in the menu of all actions (.)'), 400)
    })
    assert.equal(await there(desk, 'panel'), false)
    await desk.summon('.', 'menu-limit')
    await desk.tap('menu-limit')
    const panel = await desk.part('panel')
    await desk.reads(/This account is (an administrator|staff): type its handle to go on\./, panel)
    await desk.reads('The server does not tell whose role stands higher, so it may refuse.', panel)
    await desk.click('radio', /^Don't tell them/)
    await desk.fill('textbox', 'Type ada to go on', 'adda')
    await desk.until('the wrong handle to be told', async () => {
      await desk.press('Control+Enter')
      return desk.until('the sentence', async () => (await desk.text(panel)).includes('That is not ada yet.'), 300)
    })
    assert.deepEqual(await sent(desk.practice.mastodon), [])
    await desk.fill('textbox', 'Type ada to go on', '@ada')
    await send(desk, () => desk.press('Control+Enter'))
    await desk.reads('The server refused', panel)
    await desk.reads('Your role does not stand above the role of this account: ask an administrator.', panel)
    const [asked] = await sent(desk.practice.mastodon)
    assert.equal(asked.status, 403)
    assert.equal((await desk.practice.mastodon.person(owner.id)).silenced_at, null)
    await desk.picture('refused')
    await desk.press('Escape')
    assert.equal((await newestDecision(desk)).status, 'refused')
  })

  scene('whether they are told has to be chosen', async (desk) => {
    await fresh(desk, inGoodStanding, {})
    await desk.summon('l', 'panel')
    const panel = await desk.part('panel')
    await desk.until('the missing choice to be told', async () => {
      await desk.press('Control+Enter')
      return desk.until('the sentence', async () => (await desk.text(panel)).includes('Choose whether they are told.'), 300)
    })
    assert.deepEqual(await sent(desk.practice.mastodon), [])
    await desk.press('Escape')
  })

  scene('nobody decides about themselves', async (desk) => {
    await fresh(desk, ({ username, domain }) => username === 'kim' && domain === null, {})
    await desk.until('L to say why not', async () => {
      await desk.press('l')
      return desk.until('the sentence', async () => (await desk.text()).includes('This is your own account: ask another moderator.'), 400)
    })
    assert.equal(await there(desk, 'panel'), false)
    assert.deepEqual(await sent(desk.practice.mastodon), [])
  })

  scene('an account that changed meanwhile is not decided', async (desk) => {
    const one = await fresh(desk)
    await desk.summon('a', 'panel')
    await desk.practice.mastodon.change(one.id, { sensitized_at: '2026-01-01T00:00:00Z' })
    await send(desk, () => desk.press('Enter'))
    await desk.reads('The account is no longer as it was on screen, so nothing was sent', await desk.part('panel'))
    assert.deepEqual(await sent(desk.practice.mastodon), [])
    assert.equal((await desk.practice.mastodon.person(one.id)).user.approved, false)
    await desk.press('Enter')
    await desk.gone('dialog')
    await desk.reads('Sensitive', await desk.part('account'))
  })

  scene('a connection that broke after the effect is looked up, and confirmed', async (desk) => {
    const one = await fresh(desk)
    await desk.practice.mastodon.fault({ route: '/api/*/approve', method: 'POST', kind: 'close_after', count: 1 })
    await sendByKeys(desk, 'a')
    await desk.reads(`Approved: @${one.username} on Hollyhock. The server shows it.`)
    assert.equal((await sent(desk.practice.mastodon)).length, 1, 'it was not sent again')
    const kept = await newestDecision(desk)
    assert.equal(kept.status, 'confirmed')
    assert.match(kept.text, /Its answer was lost; a later look told\./)
  })

  scene('a connection that broke before it is not sure, until one looks again', async (desk) => {
    const one = await fresh(desk)
    await desk.practice.mastodon.fault({ route: '/api/*/approve', method: 'POST', kind: 'close_before', count: 1 })
    await sendByKeys(desk, 'a')
    const panel = await desk.part('panel')
    await desk.reads('Not sure whether it arrived', panel)
    await desk.reads('it probably never arrived: decide again if you still want to', panel)
    await desk.reads('1 decision is not sure', await desk.part('strip'))
    await desk.picture('not sure')
    assert.equal((await desk.practice.mastodon.person(one.id)).user.approved, false)

    await desk.practice.mastodon.change(one.id, { user: { approved: true } })
    await desk.click('button', 'Look again', panel)
    // Somebody else approved them: it is not claimed as this decision's doing.
    await desk.reads('whether by this decision or by somebody else is not known')
    await desk.readsNoMore('1 decision is not sure', await desk.part('strip'))
    assert.equal((await newestDecision(desk)).status, 'unsure')
  })

  scene('the Outbox looks again, too', async (desk) => {
    const one = await fresh(desk)
    await desk.practice.mastodon.fault({ route: '/api/*/approve', method: 'POST', kind: 'close_before', count: 1 })
    await sendByMouse(desk, 'approve')
    await desk.reads('Not sure whether it arrived', await desk.part('panel'))
    await desk.press('Escape')
    assert.equal((await openAbout(desk, one.username)).status, 'unsure')
    await desk.practice.mastodon.change(one.id, { user: { approved: true } })
    await settled(desk, one.username)
    assert.equal((await newestDecision(desk)).status, 'unsure')
    await desk.reads('whether by this decision or by somebody else is not known', await desk.part('history'))
  })

  scene('another instance takes the panel away, and nothing is sent on either', async (desk) => {
    await fresh(desk)
    await desk.summon('r', 'panel')
    await desk.press('Control+2')
    await desk.until('the panel to be gone', async () => !(await there(desk, 'panel')))
    await desk.press('Enter')
    await desk.press('Control+1')
    assert.deepEqual([await sent(desk.practice.mastodon), await sent(desk.practice.gitlab)], [[], []])
  })

  scene('what the server took and does not show is not called done', async (desk) => {
    const one = await fresh(desk)
    await desk.practice.mastodon.fault({ route: '/api/*/approve', method: 'POST', kind: 'no_effect', count: 1 })
    await sendByKeys(desk, 'a')
    await desk.reads('Hollyhock accepted it and does not show it yet')
    assert.equal((await openAbout(desk, one.username)).status, 'accepted')
  })

  scene('a GitLab erases sign-ups later, and the Outbox finds out', async (desk) => {
    await tidy(desk)
    await desk.press('Control+2')
    const { gitlab } = desk.practice
    const one = await somebody(gitlab, ({ state }) => state === 'blocked_pending_approval')
    await visit(desk, one, { place: 'queue' })
    await gitlab.forgetRequests()
    await desk.summon('r', 'panel')
    await desk.reads('They are told: always.', await desk.part('panel'))
    await send(desk, () => desk.press('Enter'))
    await desk.until('the server to take it', async () => (await sent(gitlab)).length === 1)
    assert.deepEqual((await sent(gitlab)).map(({ path }) => path), [user(one.id, 'reject')])
    await settled(desk, one.username)
    assert.equal((await newestDecision(desk)).status, 'confirmed')
    assert.equal(await person(gitlab, one.id), null)
  })
})
