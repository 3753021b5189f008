// The practice GitLab from both sides: its control routes, which show its whole state, and gitbeaker, which sees what a client sees.
import assert from 'node:assert/strict'
import { Gitlab, GitbeakerRequestError } from '@gitbeaker/rest'

export const FORBIDDEN = '403 Forbidden'
export const NO_USER = '404 User Not Found'
const NOT_INTERNAL = ['human', 'project_bot', 'service_user', 'service_account']

export const isInternal = (person) => !NOT_INTERNAL.includes(person.user_type)

/** An active human without anything special about them. */
export const isPlain = (person) =>
  person.state === 'active' &&
  person.user_type === 'human' &&
  !['is_admin', 'locked', 'external', 'unsaveable', 'duty', 'left_directory', 'note'].some((name) => person[name])

/** A running practice GitLab, behind its client's back. */
export class Practice {
  constructor(like, address) {
    this.name = like
    this.version = like.split('.').map(Number)
    this.address = address
    // The control routes have no part in a relative root.
    this.origin = new URL(address).origin
  }

  async control(method, route, body) {
    const answer = await fetch(`${this.origin}/practice/${route}`, { method, body: body && JSON.stringify(body) })
    assert.ok(answer.ok, `${method} ${route}`)
    return answer.json()
  }

  /** Everybody, newest first. */
  people = () => this.control('GET', 'people')
  person = (id) => this.control('GET', `people/${id}`)
  settings = (changes) => this.control('POST', 'settings', changes)

  /** With the next request. */
  letWorkersRun = () => this.control('POST', 'clock', { forward_ms: 60_000 })

  now = async () => Date.parse((await this.control('GET', 'clock')).now)

  /** To the next full hour, so that no throttle's window ends in the middle of a test. */
  async openAWindow() {
    await this.control('POST', 'clock', { forward_ms: 3_600_000 - ((await this.now()) % 3_600_000) })
  }

  since(major, minor = 0) {
    return this.version[0] > major || (this.version[0] === major && this.version[1] >= minor)
  }

  client(who, more = {}) {
    return new Gitlab({ host: this.address, token: `practice-${who}`, ...more })
  }

  /** The raw state of the newest person for whom the test holds; the person is there, or the practice server lost one of its kinds. */
  async somebody(test) {
    const person = (await this.people()).find(test)
    assert.ok(person, `nobody is like ${test}`)
    return person
  }

  named = (username) => this.somebody((person) => person.username === username)

  /** Somebody whom nobody has seen yet, and who is therefore dormant. */
  async newcomer(changes = {}) {
    const [id] = await this.control('POST', 'people', { count: 1 })
    return (await this.control('POST', `people/${id}`, { state: 'active', ...changes })).id
  }
}

export const ids = (rows) => rows.map((row) => row.id)

/** The call is refused with this status and in these words. */
export async function refused(status, text, call) {
  const error = await call.then(
    (answer) => assert.fail(`${status} was expected, and there came ${JSON.stringify(answer)}`),
    (caught) => caught,
  )
  assert.ok(error instanceof GitbeakerRequestError, error.stack)
  assert.deepEqual([error.cause.response.status, error.message], [status, text])
}
