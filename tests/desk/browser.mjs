// The other browser: the one in which a person signs in to a server. The desk opens it as it opens every page, by `xdg-open`;
// here that only writes the address down, and WebKit's own MiniBrowser is led there by its own WebDriver.

import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Builder, Capabilities } from 'selenium-webdriver'
import { Machine } from './machine.mjs'
import { bringAxe, elementsByRole, visibleText } from './page.mjs'

const PATIENCE = 15_000
const LOOK_AGAIN = 50

async function until(what, look, patience = PATIENCE) {
  let trouble
  for (const end = Date.now() + patience; ; ) {
    try {
      const found = await look()
      if (found) return found
      trouble = undefined
    } catch (error) {
      trouble = error // the page is turning
    }
    if (Date.now() > end) throw new Error(`waited in vain for ${what}${trouble ? ` (${trouble.message})` : ''}`)
    await new Promise((settle) => setTimeout(settle, LOOK_AGAIN))
  }
}

/** Stands where a desk finds the system's browser. `env` is for the desk's program. */
export class Doorman {
  #folder = mkdtempSync(join(tmpdir(), 'bailiwick-opened-'))
  #read = 0

  constructor() {
    const program = join(this.#folder, 'xdg-open')
    // One line in one go: what reads it never sees half an address.
    writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "$1" >>"${0%/*}/opened"\n')
    chmodSync(program, 0o755)
  }

  get env() {
    return { PATH: `${this.#folder}${delimiter}${process.env.PATH}` }
  }

  /** Every address that was opened so far, oldest first. */
  get all() {
    const file = join(this.#folder, 'opened')
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
  }

  /** Waits for the next address that nobody asked for yet. */
  async next() {
    const address = await until('a page to be opened', () => this.all[this.#read])
    this.#read++
    return address
  }

  close() {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Where Debian and its kin put it, whatever the machine. */
function miniBrowser() {
  const found = readdirSync('/usr/lib').map((folder) => join('/usr/lib', folder, 'webkit2gtk-4.1/MiniBrowser')).find(existsSync)
  return found ?? assert.fail("WebKit's MiniBrowser isn't there: make setup-test installs it")
}

export class Browser {
  /** Opens a browser that has never been anywhere. */
  static async open(name = 'browser') {
    const browser = new Browser()
    browser.machine = new Machine({ name })
    try {
      const address = await browser.machine.driver()
      const wanted = new Capabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] } })
      browser.driver = await new Builder().usingServer(address).withCapabilities(wanted).build()
    } catch (error) {
      await browser.close()
      throw error
    }
    return browser
  }

  async close() {
    await this.driver?.quit().catch(() => {}) // it may be gone already
    await this.machine.close()
  }

  visit(address) {
    return this.driver.get(address)
  }

  address() {
    return this.driver.getCurrentUrl()
  }

  text() {
    return this.driver.executeScript(visibleText, null)
  }

  reads(text) {
    return until(`the page to read ${text}`, async () => (text instanceof RegExp ? text.test(await this.text()) : (await this.text()).includes(text)))
  }

  /** The first thing with this role and name. */
  find(role, name = null) {
    const wanted = name instanceof RegExp ? { source: name.source, flags: name.flags } : name
    return until(`the ${role} ${name ?? ''}`, async () => {
      await bringAxe(this.driver)
      return (await this.driver.executeScript(elementsByRole, role, wanted, null))[0]
    })
  }

  async click(role, name) {
    await (await this.find(role, name)).click()
  }

  async value(role, name) {
    return (await this.find(role, name)).getAttribute('value')
  }

  /** Signs in on a practice server's page as one of those it offers, and says yes or no. */
  async decide(page, { as, allow = true } = {}) {
    await this.visit(page)
    // A Mastodon lists them as radio buttons, a GitLab in a select; who is chosen there already may stay.
    if (as) await this.click(/^@/.test(as) ? 'radio' : 'option', new RegExp(`^${as}\\b`))
    await this.click('button', allow ? 'Authorize' : 'Deny')
  }
}
