// The cross in a window's frame. The tests' screen has no frames: what the cross would tell the program is told to it here,
// in the words of the X11 protocol (WM_DELETE_WINDOW). A WebDriver closes windows without asking them.

import { connect } from 'node:net'
import { display } from './machine.mjs'

const INTERN_ATOM = 16
const QUERY_TREE = 15
const GET_PROPERTY = 20
const SEND_EVENT = 25
const CLIENT_MESSAGE = 33

/** Asks the program's window to close, and leaves it to the program what to do about it. */
export async function askToClose(title) {
  const screen = await Screen.open(await display())
  try {
    const [protocols, close, name] = await Promise.all(['WM_PROTOCOLS', 'WM_DELETE_WINDOW', 'WM_NAME'].map((atom) => screen.atom(atom)))
    for (const window of await screen.children(screen.root)) {
      const understood = await screen.property(window, protocols)
      if (understood.length === 0 || (await screen.property(window, name)).toString() !== title) continue
      const event = Buffer.alloc(32)
      event.writeUInt8(CLIENT_MESSAGE, 0)
      event.writeUInt8(32, 1)
      event.writeUInt32LE(window, 4)
      event.writeUInt32LE(protocols, 8)
      event.writeUInt32LE(close, 12)
      screen.tell(SEND_EVENT, 0, Buffer.concat([numbers(window, 0), event]))
      await screen.children(screen.root) // its answer says that the event was taken
      return
    }
    throw new Error(`no window is called ${title}`)
  } finally {
    screen.close()
  }
}

const numbers = (...some) => {
  const buffer = Buffer.alloc(4 * some.length)
  some.forEach((number, index) => buffer.writeUInt32LE(number, 4 * index))
  return buffer
}
const padded = (length) => Math.ceil(length / 4) * 4

/** As much of an X11 client as that takes. Requests are answered in their order. */
class Screen {
  #socket
  #read = Buffer.alloc(0)
  #wanted = []

  static async open(name) {
    const screen = new Screen()
    screen.#socket = connect(`/tmp/.X11-unix/X${name.slice(1)}`)
    screen.#socket.on('data', (bytes) => screen.#hear(bytes))
    const hello = Buffer.alloc(12)
    hello.write('l', 0)
    hello.writeUInt16LE(11, 2)
    const answer = screen.#next(8, (head) => 8 + 4 * head.readUInt16LE(6))
    screen.#socket.write(hello)
    const setup = await answer
    if (setup[0] !== 1) throw new Error('the screen lets nobody in')
    const [vendor, formats] = [setup.readUInt16LE(24), setup[29]]
    screen.root = setup.readUInt32LE(40 + padded(vendor) + 8 * formats)
    return screen
  }

  async atom(name) {
    const head = Buffer.alloc(4)
    head.writeUInt16LE(name.length, 0)
    const text = Buffer.alloc(padded(name.length))
    text.write(name, 'latin1')
    return (await this.#ask(INTERN_ATOM, 0, Buffer.concat([head, text]))).readUInt32LE(8)
  }

  async children(window) {
    const answer = await this.#ask(QUERY_TREE, 0, numbers(window))
    return Array.from({ length: answer.readUInt16LE(16) }, (_, index) => answer.readUInt32LE(32 + 4 * index))
  }

  /** Its bytes; none where the window has no such property. */
  async property(window, atom) {
    const answer = await this.#ask(GET_PROPERTY, 0, numbers(window, atom, 0, 0, 256))
    return answer.subarray(32, 32 + (answer.readUInt32LE(16) * answer[1]) / 8)
  }

  tell(opcode, detail, body) {
    const head = Buffer.alloc(4)
    head.writeUInt8(opcode, 0)
    head.writeUInt8(detail, 1)
    head.writeUInt16LE(1 + body.length / 4, 2)
    this.#socket.write(Buffer.concat([head, body]))
  }

  #ask(opcode, detail, body) {
    const answer = this.#next(32, (head) => 32 + (head[0] === 1 ? 4 * head.readUInt32LE(4) : 0))
    this.tell(opcode, detail, body)
    return answer.then((bytes) => (bytes[0] === 1 ? bytes : Promise.reject(new Error(`the screen refused request ${opcode} (error ${bytes[1]})`))))
  }

  #next(least, length) {
    return new Promise((settle) => this.#wanted.push({ least, length, settle }))
  }

  #hear(bytes) {
    this.#read = Buffer.concat([this.#read, bytes])
    for (let [next] = this.#wanted; next && this.#read.length >= next.least; [next] = this.#wanted) {
      const length = next.length(this.#read)
      if (this.#read.length < length) return
      this.#wanted.shift()
      next.settle(this.#read.subarray(0, length))
      this.#read = this.#read.subarray(length)
    }
  }

  close() {
    this.#socket.end()
  }
}
