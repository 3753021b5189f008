// What is decided and has not left yet, in the real window: it is held, stands in the Outbox, is changed, taken back, or kept
// from leaving because something changed; and what has left is reversed.

import assert from 'node:assert/strict'
import { sitting } from './desk.mjs'
import { bothFetched, go, newestDecision, send, sendByKeys, sent, tidy, visit } from './steps.mjs'
import { dontTell, inGoodStanding, person, somebody, waits } from './verbs.mjs'

sitting('the Outbox', { practice: true, holds: null, open: bothFetched }, (scene) => {
  const fresh = async (desk, kind = waits, place = 'queue') => {
    await tidy(desk)
    await desk.press('Control+1')
    const one = await somebody(desk.practice.mastodon, kind)
    await visit(desk, one, { place })
    await desk.practice.mastodon.forgetRequests()
    return one
  }
  const limitByKeys = (desk) => sendByKeys(desk, 'l', { choose: dontTell(desk), stroke: 'Control+Enter' })

  scene('A approves at once, is held, and Z takes it back', async (desk) => {
    const one = await fresh(desk)
    await desk.summon('a', 'leaving')
    await desk.reads(new RegExp(`Waits \\d+ s\\s+Approve\\s+@${one.username}`), await desk.part('leaving'))
    await desk.press('z')
    await desk.reads(`Cancelled: Approve @${one.username} on Hollyhock. Nothing was sent.`)
    assert.deepEqual(await sent(desk.practice.mastodon), [])
    assert.equal((await person(desk.practice.mastodon, one.id)).user.approved, false)
    assert.equal((await newestDecision(desk)).status, 'cancelled')
  })

  scene('what is held is not decided twice, and leaves by itself when its time is over', async (desk) => {
    const one = await fresh(desk)
    await desk.summon('a', 'leaving')
    await visit(desk, one)
    await desk.part('open-decision')
    await desk.press('a')
    await desk.reads(/Approve is held, \d+ s: cancel it first\./)
    await desk.reads(`Approved: @${one.username} on Hollyhock. The server shows it.`)
    assert.equal((await sent(desk.practice.mastodon)).length, 1)
    assert.ok((await person(desk.practice.mastodon, one.id)).user.approved)
  })

  scene('by keys alone: what cannot be taken back is looked at in the Outbox, and cancelled there', async (desk) => {
    const one = await fresh(desk)
    await sendByKeys(desk, 'r')
    await desk.press('Alt+4')
    const outbox = await desk.part('outbox')
    await desk.reads(`Reject @${one.username}`, outbox)
    await desk.reads(/Waits \d+ s/, outbox)
    await desk.isAccessible('the Outbox')
    await desk.picture('outbox')
    await desk.press('j', 'z')
    await desk.reads(`Cancelled: Reject @${one.username} on Hollyhock. Nothing was sent.`)
    await desk.reads('What you decide and has not left yet stands here.', await desk.part('outbox'))
    assert.deepEqual(await sent(desk.practice.mastodon), [])
    await go(desk, 'queue')
  })

  scene('what nobody answered for is not sent again: the person says whether it arrived', async (desk) => {
    const one = await fresh(desk)
    await desk.practice.mastodon.fault({ route: '/api/*/approve', method: 'POST', kind: 'close_before', count: 1 })
    await desk.summon('a', 'leaving')
    await desk.press('Alt+4')
    const outbox = await desk.part('outbox')
    await desk.reads('Do you know whether it arrived?', outbox)
    await desk.isAccessible('the Outbox with what is not sure')
    await desk.picture('asked whether it arrived')
    await desk.tap('never-arrived')
    await desk.reads(`Not done: Approve @${one.username} on Hollyhock. You said that it never arrived`)
    await desk.reads('What you decide and has not left yet stands here.', await desk.part('outbox'))
    const kept = await newestDecision(desk)
    assert.equal(kept.status, 'refused')
    assert.match(kept.text, /you said that it never arrived/)
    assert.equal((await sent(desk.practice.mastodon)).length, 1)
    await go(desk, 'queue')
  })

  scene('whom something is decided about leaves the queue at once, and is there again when it is cancelled', async (desk) => {
    const one = await fresh(desk)
    const row = () => desk.driver.executeScript('return document.querySelector(`[data-testid="row"][data-account="${arguments[0]}"]`) !== null', one.id)
    await desk.summon('a', 'leaving')
    await desk.until('the row to leave', async () => !(await row()))
    await desk.press('z')
    await desk.until('the row to come back', row)
    assert.deepEqual(await sent(desk.practice.mastodon), [])
  })

  scene('what was otherwise when it was about to leave does not: both states stand side by side, and it is sent anyway', async (desk) => {
    const one = await fresh(desk, inGoodStanding, 'accounts')
    await limitByKeys(desk)
    await desk.practice.mastodon.change(one.id, { sensitized_at: new Date().toISOString() })
    await desk.reads('1 decision waits for you', await desk.part('strip'))
    assert.deepEqual(await sent(desk.practice.mastodon), [])
    await desk.tap('strip-asking')
    await desk.reads('Changed meanwhile', await desk.part('outbox'))
    await desk.tap('compare-open')
    const compare = await desk.part('compare')
    await desk.reads(/As you saw it\s+As it is now/, compare)
    await desk.reads(/State\s+No restriction\s+(changed:\s+)?Sensitive/, compare)
    await desk.isAccessible('two states')
    await desk.picture('changed meanwhile')
    await desk.tap('send-anyway')
    await desk.until('the server to have it', async () => (await person(desk.practice.mastodon, one.id)).silenced_at !== null)
    assert.equal((await sent(desk.practice.mastodon)).length, 1)
    await desk.reads('What you decide and has not left yet stands here.', await desk.part('outbox'))
  })

  scene('what is so already when it is about to leave is not done a second time', async (desk) => {
    const one = await fresh(desk)
    await desk.summon('a', 'leaving')
    await desk.practice.mastodon.change(one.id, { user: { approved: true } })
    await desk.reads(`Nothing was sent: Approve @${one.username} on Hollyhock. It was so already.`)
    assert.deepEqual(await sent(desk.practice.mastodon), [])
    assert.equal((await newestDecision(desk)).status, 'wasSo')
  })

  scene('what has not left is changed: what had been written is there, and only the new one leaves', async (desk) => {
    const one = await fresh(desk, inGoodStanding, 'accounts')
    const reason = () => desk.find('textbox', /^Reason/)
    await sendByKeys(desk, 'l', {
      choose: async () => {
        await dontTell(desk)()
        await (await reason()).sendKeys('sells followers')
      },
      stroke: 'Control+Enter',
    })
    await desk.press('Alt+4')
    await desk.tap('change')
    await desk.reads('This replaces: Limit', await desk.part('panel'))
    assert.equal(await (await reason()).getAttribute('value'), 'sells followers')
    await desk.tap('action-sensitive')
    await desk.reads(`Force sensitive @${one.username}`, await desk.part('panel'))
    assert.equal(await (await reason()).getAttribute('value'), 'sells followers')
    await desk.picture('changing')
    await send(desk, () => desk.tap('panel-send'))
    await desk.reads(/Waits \d+ s/, await desk.part('outbox'))
    await desk.reads(`Force sensitive @${one.username}`, await desk.part('outbox'))
    await desk.readsNoMore(`Limit @${one.username}`, await desk.part('outbox'))
    await desk.until('the server to have it', async () => (await person(desk.practice.mastodon, one.id)).sensitized_at !== null)
    assert.equal((await person(desk.practice.mastodon, one.id)).silenced_at, null)
    assert.equal((await sent(desk.practice.mastodon)).length, 1)
  })

  scene('what has left is reversed by a decision of its own, which says what it does not bring back', async (desk) => {
    const one = await fresh(desk, inGoodStanding, 'accounts')
    await limitByKeys(desk)
    await desk.reads(`Limited: @${one.username} on Hollyhock. The server shows it.`)
    await desk.press('z')
    await desk.reads(`@${one.username} on Hollyhock: it has left. To reverse it is a new decision.`)
    await go(desk, 'history')
    await desk.press('j', 'Enter')
    await desk.tap('reverse')
    const panel = await desk.part('panel')
    await desk.reads(`Lift limit @${one.username}`, panel)
    await desk.reads(/This reverses: Limit.*The strike stays on their record/s, panel)
    await desk.picture('reversing')
    await send(desk, () => desk.press('Enter'))
    await desk.reads(`Limit lifted: @${one.username} on Hollyhock. The server shows it.`)
    assert.equal((await person(desk.practice.mastodon, one.id)).silenced_at, null)
    await go(desk, 'history')
    await desk.until('the limit to be reversed', () => desk.driver.executeScript('return document.querySelectorAll(`[data-testid="decision"]`)[1]?.dataset.verb === "limit"'))
    await desk.press('j', 'j', 'Enter')
    await desk.reads('This account is not limited.', await desk.part('reverse-why'))
  })
})
