// The eight verbs in every state, from the same table as the practice server's own test: what gitbeaker makes of each body and refusal.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { FORBIDDEN, isPlain, NO_USER, refused } from './base.mjs'

const table = new URL('../../../src-tauri/practice/tests/practice/gitlab_matrix.json', import.meta.url)
const cells = JSON.parse(await readFile(table, 'utf8'))
const VERBS = [...new Set(cells.map((cell) => cell.verb))]

/** What this version says. */
function bodyOf(cell, server) {
  const [older] = Object.entries(cell.before ?? {}).filter(([since]) => !server.since(...since.split('.').map(Number)))
  return older ? older[1].body : cell.body
}

const stateOf = (server, kim, id) =>
  Promise.all([kim.Users.show(id).then((user) => user.state), server.person(id).then((person) => person.state)])

export const verbs = {
  async 'every verb in every state'({ server, kim }) {
    assert.equal(cells.length, 48)
    for (const cell of cells) {
      const what = `${cell.verb} of ${cell.state}`
      const id = await server.newcomer({ state: cell.state })
      const body = bodyOf(cell, server)
      assert.deepEqual(await stateOf(server, kim, id), [cell.state, cell.state])
      if (cell.status < 300) {
        const answer = await kim.Users[cell.verb](id, { showExpanded: true })
        // gitbeaker makes an empty object of `null` and `false` alike: only `true` and objects come through.
        assert.deepEqual([answer.status, answer.data], [cell.status, body || {}], what)
      } else {
        await refused(cell.status, body.message, kim.Users[cell.verb](id))
      }
      if (cell.after === 'gone') {
        await server.letWorkersRun()
        await refused(404, NO_USER, kim.Users.show(id))
      } else {
        assert.deepEqual(await stateOf(server, kim, id), [cell.after, cell.after], what)
      }
    }
  },

  async 'every verb is for administrators with the right token, and for somebody who is there'({ server, kim }) {
    const id = await server.newcomer({ state: 'blocked_pending_approval' })
    const before = await server.person(id)
    for (const verb of VERBS) {
      const own = ['approve', 'reject'].includes(verb) ? `You are not allowed to ${verb} a user` : FORBIDDEN
      for (const who of server.since(15, 8) ? ['user', 'no-admin-mode'] : ['user']) {
        await refused(403, own, server.client(who).Users[verb](id))
      }
      await refused(403, 'insufficient_scope', server.client('read').Users[verb](id))
      await refused(401, 'invalid_token', server.client('revoked').Users[verb](id))
      await refused(401, '401 Unauthorized', server.client('of-nobody').Users[verb](id))
      await refused(404, NO_USER, kim.Users[verb](999_999))
      await refused(404, '404 Not Found', kim.Users[verb]('wren'))
    }
    assert.deepEqual(await server.person(id), before)
  },

  async 'oneself, the internal and those who were here lately'({ server, kim }) {
    const me = (await server.named('kim')).id
    const ghost = (await server.somebody((p) => p.user_type === 'ghost')).id
    const now = await server.now()
    const lately = (await server.somebody((p) => isPlain(p) && Date.parse(p.current_sign_in_at ?? 0) > now - 50 * 86_400_000)).id
    const text = 'The user you are trying to deactivate has been active in the past 90 days and cannot be deactivated'
    await refused(403, server.since(16) ? text : `403 Forbidden - ${text} by the API`, kim.Users.deactivate(lately))
    if (server.since(16)) {
      await refused(403, '403 Forbidden - The API initiating user cannot be blocked by the API', kim.Users.block(me))
    }
    await refused(403, 'An internal user cannot be blocked', kim.Users.block(ghost))
    assert.equal(await kim.Users.ban(me), true)
    await refused(403, '403 Forbidden - Your account has been blocked.', kim.Users.showCurrentUser())
  },
}
