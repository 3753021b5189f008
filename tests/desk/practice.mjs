// A practice server of a test's own. Connected by its address and a token it counts as a real instance everywhere.

import assert from 'node:assert/strict'
import { end, freePort, serve } from './machine.mjs'

export class Practice {
  /** `platform` is mastodon or gitlab; `options` are those of `bailiwick-practice`, such as `['--people', '20']`. */
  static async start(platform, options = []) {
    const practice = new Practice()
    Object.assign(practice, { platform, options, port: await freePort() })
    practice.address = `http://127.0.0.1:${practice.port}`
    await practice.again()
    return practice
  }

  /** Starts it again after `stop`, at the same address. It keeps its state only if `--state` names a file. */
  async again() {
    this.server = await serve('bailiwick-practice', [this.platform, '--port', String(this.port), ...this.options], [this.port])
  }

  /** The network is gone, as far as this server goes. */
  async stop() {
    await end(this.server)
  }

  /** What was asked of it, oldest first: `{ at, method, path, query, body, who, status }`. */
  requests() {
    return control(this.address, 'GET', 'requests')
  }

  forgetRequests() {
    return control(this.address, 'DELETE', 'requests')
  }

  /** What goes wrong from now on, such as `{ route: '/api/*\/reject', method: 'POST', kind: 'close_after', count: 1 }`. */
  fault(fault) {
    return control(this.address, 'POST', 'faults', fault)
  }

  noFaults() {
    return control(this.address, 'DELETE', 'faults')
  }

  /** Everybody's state, or one person's, as the server has it. */
  people() {
    return control(this.address, 'GET', 'people')
  }

  person(id) {
    return control(this.address, 'GET', `people/${id}`)
  }

  /** Another moderator was there. */
  change(id, patch) {
    return control(this.address, 'POST', `people/${id}`, patch)
  }

  /** Changes the server's settings. */
  settings(patch) {
    return control(this.address, 'POST', 'settings', patch)
  }

  /** Another administrator does this to them, with everything that follows. */
  act(id, verb) {
    return control(this.address, 'POST', `people/${id}/${verb}`, {})
  }

  remove(id) {
    return control(this.address, 'DELETE', `people/${id}`)
  }

  /** New people who wait for approval; gives their ids. */
  signUps(count) {
    return control(this.address, 'POST', 'people', { count })
  }

  /** The practice server that a desk started itself. */
  static at(address) {
    return Object.assign(new Practice(), { address })
  }
}

async function control(address, method, route, body) {
  const answer = await fetch(`${address}/practice/${route}`, { method, body: body && JSON.stringify(body) })
  const read = await answer.json()
  assert.ok(answer.ok, `${method} /practice/${route}: ${answer.status} ${JSON.stringify(read)}`)
  return read
}
