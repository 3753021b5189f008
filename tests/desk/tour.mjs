// Walks through the real window and keeps the pictures that the README shows. `make tour` runs it; no display is needed.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Desk } from './desk.mjs'
import { root } from './machine.mjs'
import { findServer, go, people, search, sendByKeys, visit } from './steps.mjs'
import { dontTell, inGoodStanding, somebody, waits } from './verbs.mjs'

const album = join(root, '.github/pictures')
const ports = [4780, 4781] // the usual ones, so that addresses in the pictures are the ones that people see
mkdirSync(album, { recursive: true })

/** Opens a desk, lets `walk` keep pictures under names of its own, and closes it. */
async function round(options, walk) {
  const desk = await Desk.open({ name: 'tour', ...options })
  const keep = async (name) => {
    await desk.driver.actions().move({ x: 720, y: 895 }).perform() // on the strip, where it highlights nothing
    await desk.picture(name, join(album, `${name}.png`))
    console.log(`.github/pictures/${name}.png`)
  }
  try {
    await walk(desk, keep)
  } catch (error) {
    await desk.picture('failed tour')
    throw error
  } finally {
    await desk.close()
  }
}

/** The desk with both practice instances fetched and the first strip put away. */
async function settle(desk) {
  await desk.click('button', 'Got it')
  await desk.part('row')
}

/** Walks down the list to this person. */
async function walkTo(desk, handle) {
  const chosen = 'return document.querySelector(`[data-testid="row"][aria-selected="true"]`)?.innerText ?? ""'
  await desk.until(`${handle} in the list`, async () => {
    await desk.press('j')
    return (await desk.driver.executeScript(chosen)).startsWith(handle)
  })
  await desk.reads(`@${handle}`, await desk.part('account'))
}

/** Approves one who waits, rejects another, and limits somebody who is otherwise by then: a small Outbox. */
async function decide(desk) {
  const { mastodon } = desk.practice
  const otherwise = await somebody(mastodon, inGoodStanding)
  await visit(desk, otherwise)
  await sendByKeys(desk, 'l', { choose: dontTell(desk), stroke: 'Control+Enter' })
  await mastodon.change(otherwise.id, { sensitized_at: new Date().toISOString() })
  await go(desk, 'outbox')
  await desk.reads('Changed meanwhile', await desk.part('outbox'))
  for (const letter of ['a', 'r']) {
    await visit(desk, await somebody(mastodon, waits), { place: 'queue' })
    if (letter === 'a') await desk.summon('a', 'leaving')
    else await sendByKeys(desk, 'r')
  }
}

await round({}, async (desk, keep) => {
  await desk.find('button', 'Try with practice people')
  await keep('first-run')
})

for (const theme of ['light', 'dark']) {
  const named = (name) => (theme === 'dark' ? `${name}-dark` : name)
  await round({ practice: ports, theme, holds: null }, async (desk, keep) => {
    await settle(desk)
    await desk.click('button', 'Add an instance')
    await findServer(desk, desk.practice.mastodon.address)
    await desk.part('found')
    await keep(named('connect'))
    await desk.press('Escape')
    await walkTo(desk, 'spammer42')
    await desk.part('action-reject')
    await keep(named('queue'))
    await desk.summon('r', 'panel')
    await keep(named('panel'))
    await desk.press('Escape')
    await go(desk, 'accounts')
    await search(desk, '-state:suspended joined:<900d mail ')
    await (await desk.part('row')).click()
    await desk.part('others')
    await keep(named('accounts'))
    await desk.tap('place-reports')
    await desk.until('the reports', () => desk.driver.executeScript('return document.querySelectorAll(`[data-testid="row"][data-report]`).length > 3'))
    await desk.driver.executeScript('document.querySelector(`[data-testid="row"][data-report="7"]`).click()')
    await desk.until('its posts', () =>
      desk.driver.executeScript('return /#7\\b/.test(document.querySelector(`[data-testid="report"]`).innerText) && document.querySelector(`[data-testid="media"]`) !== null'))
    await keep(named('reports'))
    await decide(desk)
    await go(desk, 'outbox')
    await keep(named('outbox'))
    await go(desk, 'history')
    await desk.until('a decision that is confirmed', () => desk.driver.executeScript('return document.querySelector(`[data-testid="decision"][data-status="confirmed"]`) !== null'))
    await desk.driver.executeScript('document.querySelector(`[data-testid="decision"][data-status="confirmed"] button`).click()')
    await desk.part('receipt')
    await keep(named('history'))
    if (theme === 'dark') return
    await desk.press('Control+2')
    await desk.part('row')
    await visit(desk, (await people(desk.practice.gitlab)).find(({ username }) => username === 'maren.tide'))
    await desk.click('tab', 'Memberships', await desk.part('account'))
    await desk.reads('Maintainer', await desk.part('account'))
    await desk.reads('Addresses', await desk.part('account')) // only a user read singly has them
    await keep('gitlab')
  })
}
