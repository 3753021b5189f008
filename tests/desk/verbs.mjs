// One decision in the real window, from the account in the list to the receipt in History; and people to decide about.

import assert from 'node:assert/strict'
import { newestDecision, people, rows, sent, tidy, visit } from './steps.mjs'

export const ordinary = ({ user, role, is_admin, user_type }) => (user_type ? user_type === 'human' && !is_admin : user && user.role === null && !role)
export const waits = ({ user, suspension }) => user && !user.approved && user.confirmed_at && !suspension
export const inGoodStanding = (one) =>
  ordinary(one) && one.user.approved && one.user.confirmed_at && !one.user.disabled && !one.silenced_at && !one.sensitized_at && !one.suspension && one.statuses > 0
export const limited = (one) => one.silenced_at && !one.suspension && !one.sensitized_at && one.domain === null
export const is = (state) => (one) => ordinary(one) && one.state === state && !one.locked

/** What comes first: a switch of radio buttons. Nothing is chosen for anybody: the first one has the focus. */
export const dontTell = (desk) => async () => {
  await desk.press('Space', 'ArrowDown')
}

const names = { mastodon: 'Hollyhock', gitlab: 'Quarry' }

/** A server's person of that kind who was not needed yet. */
const taken = new Set()
export async function somebody(practice, kind) {
  const one = (await people(practice)).find((person) => kind(person) && !taken.has(`${practice.address} ${person.id}`))
  assert.ok(one, 'nobody of that kind is left')
  taken.add(`${practice.address} ${one.id}`)
  return one
}

export async function person(practice, id) {
  return (await people(practice)).find((one) => one.id === id) ?? null
}

/**
 * Decides about somebody by `how`, and looks at everything that has to be so afterwards: the sentence, the requests, the
 * server, the list, History. `whom` gives the person; without it, somebody of the kind `who` is taken.
 */
export const decide = ({ verb, on, who, whom, place = 'accounts', narrow, said, shows = 'The server shows it.', asks, method = 'POST', now, body, status = 'confirmed', stays = false }, how) => async (desk) => {
  const practice = desk.practice[on]
  await desk.press(on === 'mastodon' ? 'Control+1' : 'Control+2')
  await tidy(desk)
  const one = whom ? await whom(practice) : await somebody(practice, who)
  await visit(desk, one, { place, narrow })
  await practice.forgetRequests()
  await how(desk, one)
  await desk.reads(`${said}: @${one.username} on ${names[on]}. ${shows}`)

  const came = await sent(practice)
  assert.deepEqual(came.map(({ method, path }) => `${method} ${path}`), [`${method} ${asks(one.id)}`])
  if (body) body(came[0].body)
  assert.ok(now(await person(practice, one.id)), `${verb}: the server shows it`)

  if (!stays) await desk.until('the row to leave', async () => !(await rows(desk)).some(({ id }) => id === one.id))
  const kept = await newestDecision(desk)
  assert.equal(kept.status, status)
  assert.equal(kept.verb, verb)
  assert.ok(kept.text.includes(`@${one.username}`), kept.text)
}
