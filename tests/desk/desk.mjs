// The real window, as a person has it. A test is a scene:
//
//   scene('a sign-up is rejected and the server agrees', { practice: true }, async (desk) => {
//     await desk.click('row', /spammer42/)
//     await desk.press('r')
//     await desk.click('button', 'Reject now')
//     await desk.reads('Rejected')
//   })
//
// Nothing here sleeps: every step waits for what it needs to see, and a step that waited in vain says what was there instead.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { Builder, Capabilities, Key } from 'selenium-webdriver'
import { Machine, built, freePort, pictures } from './machine.mjs'
import { Practice } from './practice.mjs'
import { bringAxe, checkWithAxe, elementsByRole, painted, visibleText } from './page.mjs'

/** What can't be taken back is held for 15 s. */
const PATIENCE = 30_000
const LOOK_AGAIN = 50

/** Opens a desk for one test, closes it afterwards, and keeps a picture and the page's text if the test failed. */
export function scene(name, options, act) {
  test(name, async () => {
    const desk = await Desk.open({ name: fileName(name), ...options })
    try {
      await witnessed(desk, name, act)
    } finally {
      await desk.close()
    }
  })
}

/**
 * Several scenes in one window, one after another: opening one takes longer than most scenes.
 * `tell` gets the function that adds a scene, and `open` does once what all of them begin with.
 */
export function sitting(name, { open, ...options }, tell) {
  describe(name, () => {
    let desk
    before(async () => {
      desk = await Desk.open({ name: fileName(name), ...options })
      if (open) await witnessed(desk, name, open)
    })
    after(() => desk?.close())
    tell((title, act) => test(title, () => witnessed(desk, `${name} ${title}`, act)))
  })
}

/** Does it, and says what the window read if it fails. */
async function witnessed(desk, name, act) {
  try {
    await inTime(150_000, 'the end of the scene', () => act(desk))
  } catch (error) {
    await desk.picture(`failed ${name}`).catch(() => {})
    const text = await desk.text().catch(() => '(the window is gone)')
    error.message += `\n\nThe window read:\n${text.split('\n').slice(0, 80).join('\n')}`
    throw error
  }
}

/** Gives what `act` gives, or fails when it takes longer than this many milliseconds. */
async function inTime(patience, what, act) {
  let timer
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`waited in vain for ${what}`)), patience)
  })
  try {
    return await Promise.race([act(), late])
  } finally {
    clearTimeout(timer)
  }
}

const fileName = (name) => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '')

export class Desk {
  /**
   * `practice`: start with the two practice instances, on ports of this test's own or on the two that are given; `desk.practice.mastodon` and `.gitlab` steer them.
   * `args`, `env`: handed to the program. `size`: of the window. `theme`, `scale`, `keychain`, `language`, `holds`: see `Machine`.
   */
  static async open({ name = 'desk', practice = false, args = [], env = {}, size = [1440, 900], ...machine } = {}) {
    const desk = new Desk()
    desk.machine = new Machine({ name, ...machine })
    desk.args = practice ? ['--practice', ...args] : args
    desk.size = size
    desk.env = env
    if (practice) {
      const ports = Array.isArray(practice) ? practice : [await freePort(), await freePort()]
      const [mastodon, gitlab] = ports.map((port) => Practice.at(`http://127.0.0.1:${port}`))
      desk.practice = { mastodon, gitlab }
      desk.env = { BAILIWICK_PRACTICE_PORTS: ports.join(','), ...env }
    }
    try {
      await desk.#start()
    } catch (error) {
      await desk.close()
      throw error
    }
    return desk
  }

  async #start() {
    this.address ??= await this.machine.driver(this.env)
    const wanted = new Capabilities({
      browserName: process.env.PROBE ? 'MiniBrowser' : 'wry',
      'webkitgtk:browserOptions': { binary: process.env.PROBE ?? join(built, 'bailiwick'), args: this.args },
    })
    // A program that ends at once leaves the WebDriver waiting for it for ever.
    this.driver = await inTime(30_000, `a window; ${this.machine.log} says more`, () =>
      new Builder().usingServer(this.address).withCapabilities(wanted).build(),
    )
    await this.driver.manage().setTimeouts({ script: 60_000, pageLoad: 60_000 })
    await this.resize(...this.size)
  }

  /** Closes the window and opens it again on the same computer, with other arguments or another theme if they are given. */
  async reopen({ args, theme } = {}) {
    await this.leave()
    if (args) this.args = args
    if (theme && theme !== this.machine.theme) {
      this.machine.theme = theme
      await this.machine.stop() // windows have the theme that their WebDriver was started with
      this.address = undefined
    }
    await this.#start()
  }

  /** Closes the window; the computer stays, and its files can be looked at. */
  async leave() {
    const { driver } = this
    this.driver = undefined
    if (driver) await inTime(10_000, 'the window to close', () => driver.quit()).catch(() => {}) // it may have closed by itself
  }

  /** Waits until the window has closed by itself; by `act`, where that is given, whose own answer may be lost with the window. */
  async closed(act) {
    const lost = await act?.().then(() => null, (error) => error)
    await this.until('the window to close', async () => {
      const how = await this.driver.getTitle().catch(({ name }) => name)
      return how === 'NoSuchSessionError' || how === 'NoSuchWindowError'
    }).catch((error) => {
      throw lost ?? error
    })
  }

  async close() {
    await this.leave()
    await this.machine.close()
  }

  /** Waits until `look` gives something; `what` completes "waited for …". */
  async until(what, look, patience = PATIENCE) {
    let trouble
    for (const end = Date.now() + patience; ; ) {
      try {
        const found = await look()
        if (found) return found
        trouble = undefined
      } catch (error) {
        trouble = error // the element left, or the page is not there yet
      }
      if (Date.now() > end) throw new Error(`waited in vain for ${what}${trouble ? ` (${trouble.message})` : ''}`)
      await new Promise((settle) => setTimeout(settle, LOOK_AGAIN))
    }
  }

  /** What a screen reader would announce with this role and name, now. A name is a whole text or a pattern. */
  async all(role, name = null, within = null) {
    await bringAxe(this.driver)
    const wanted = name instanceof RegExp ? { source: name.source, flags: name.flags } : name
    return this.driver.executeScript(elementsByRole, role, wanted, within)
  }

  /** Waits for the first such thing. */
  find(role, name = null, within = null) {
    return this.until(`the ${role} ${name ?? ''}`, async () => (await this.all(role, name, within))[0])
  }

  /** Waits until there is no such thing. */
  gone(role, name = null, within = null) {
    return this.until(`the ${role} ${name ?? ''} to leave`, async () => (await this.all(role, name, within)).length === 0)
  }

  /** Waits for the part of the page that is marked with this `data-testid`. */
  part(id) {
    return this.until(`the part ${id}`, () =>
      this.driver.executeScript('return document.querySelector(`[data-testid="${CSS.escape(arguments[0])}"]`)', id),
    )
  }

  /** Clicks the part of the page that is marked so, as soon as it takes clicks. */
  async tap(id) {
    await this.until(`a click on the part ${id}`, async () => {
      const part = await this.part(id)
      if (!(await part.isEnabled())) return false
      await part.click()
      return true
    })
  }

  /** The text that can be read, without the marks that isolate directions of writing. */
  async text(within = null) {
    return this.driver.executeScript(visibleText, within)
  }

  /** Waits until the page, or a part of it, reads so. */
  async reads(text, within = null) {
    const matches = (there) => (text instanceof RegExp ? text.test(there) : there.includes(text))
    return this.until(`the text ${text}`, async () => matches(await this.text(within)))
  }

  /** Waits until it no longer does. */
  async readsNoMore(text, within = null) {
    const matches = (there) => (text instanceof RegExp ? text.test(there) : there.includes(text))
    return this.until(`the text ${text} to leave`, async () => !matches(await this.text(within)))
  }

  async click(role, name = null, within = null) {
    await this.until(`a click on the ${role} ${name ?? ''}`, async () => {
      const [element] = await this.all(role, name, within)
      if (!element || !(await element.isEnabled())) return false
      await element.click()
      return true
    })
  }

  /** Empties a field and types into it. */
  async fill(role, name, text) {
    await this.click(role, name)
    await this.press('Control+a', 'Delete')
    await (await this.find(role, name)).sendKeys(text)
  }

  /** Presses keys one after the other where the focus is, as fast as one can: 'r', 'Control+1', 'Shift+ArrowDown', 'Enter'. */
  async press(...strokes) {
    const key = (name) => named[name] ?? (name.length === 1 ? name : assert.fail(`no key is called ${name}`))
    const actions = this.driver.actions({ async: true })
    for (const stroke of strokes) {
      const held = stroke.length > 1 ? stroke.split('+') : [stroke]
      const last = key(held.pop())
      for (const modifier of held) actions.keyDown(key(modifier))
      actions.keyDown(last).keyUp(last)
      for (const modifier of held.reverse()) actions.keyUp(key(modifier))
    }
    await actions.perform()
  }

  /** Presses a key until it has brought a part of the page: letters don't count for a moment after an account appeared. */
  async summon(stroke, id) {
    const there = () => this.driver.executeScript('return document.querySelector(`[data-testid="${CSS.escape(arguments[0])}"]`)', id)
    return this.until(`${stroke} to bring the part ${id}`, async () => {
      await this.press(stroke)
      return this.until(`the part ${id}`, there, 400)
    })
  }

  /** Which role and name has the focus, as 'button Reject…'. */
  async focused() {
    await bringAxe(this.driver)
    return this.driver.executeScript(() => {
      window.axe.setup(document.documentElement)
      try {
        const node = window.axe.utils.getNodeFromTree(document.activeElement)
        return `${window.axe.commons.aria.getRole(node) ?? ''} ${window.axe.commons.text.accessibleTextVirtual(node)}`.trim()
      } finally {
        window.axe.teardown()
      }
    })
  }

  /** Sets the size of what is drawn, whatever the frame around it takes. */
  async resize(width, height) {
    const window = this.driver.manage().window()
    await window.setRect({ x: 0, y: 0, width, height })
    const inside = () => this.driver.executeScript('return [innerWidth, innerHeight]')
    await this.until(`a window of ${width} × ${height}`, async () => {
      const [w, h] = await inside()
      if (w === width && h === height) return true
      const rect = await window.getRect();
      await window.setRect({ x: 0, y: 0, width: rect.width + width - w, height: rect.height + height - h })
      return false
    })
  }

  /** Keeps a picture in `target/desk`, or at a path of one's own. */
  async picture(name, path = join(pictures, `${fileName(name)}.png`)) {
    await this.driver.executeAsyncScript(painted)
    writeFileSync(path, await this.driver.takeScreenshot(), 'base64')
    return path
  }

  /** Fails when axe finds anything serious or critical on what is shown now. */
  async isAccessible(where) {
    await bringAxe(this.driver)
    const found = await this.driver.executeAsyncScript(checkWithAxe)
    const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    assert.deepEqual(grave, [], `${where}: what axe found`)
  }

  /** Puts text on the clipboard, as somebody who copies a token does. */
  copy(text) {
    return this.machine.copy(text)
  }

  /** What is on the clipboard. */
  pasted() {
    return this.machine.pasted()
  }
}

const named = {
  Control: Key.CONTROL,
  Shift: Key.SHIFT,
  Alt: Key.ALT,
  Meta: Key.META,
  Enter: Key.ENTER,
  Escape: Key.ESCAPE,
  Tab: Key.TAB,
  Space: Key.SPACE,
  Backspace: Key.BACK_SPACE,
  Delete: Key.DELETE,
  Home: Key.HOME,
  End: Key.END,
  PageUp: Key.PAGE_UP,
  PageDown: Key.PAGE_DOWN,
  ArrowUp: Key.ARROW_UP,
  ArrowDown: Key.ARROW_DOWN,
  ArrowLeft: Key.ARROW_LEFT,
  ArrowRight: Key.ARROW_RIGHT,
  F1: Key.F1,
  F5: Key.F5,
  F6: Key.F6,
}
