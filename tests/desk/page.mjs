// What runs inside the page: finding things as a person does, by role and name. axe-core reads both the way a screen reader would.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Brings axe into the page, once for each page. */
export async function bringAxe(driver) {
  if (!(await driver.executeScript('return typeof window.axe'))?.startsWith('o')) await driver.executeScript(axeSource)
}

/* In the page from here on: these functions are sent as text and see nothing of this file. */

export function elementsByRole(role, name, within) {
  const likely = {
    button: 'button, summary, input[type=button], input[type=submit]',
    link: 'a[href]',
    textbox: 'input, textarea',
    searchbox: 'input[type=search]',
    checkbox: 'input[type=checkbox]',
    radio: 'input[type=radio]',
    combobox: 'select, input[list]',
    heading: 'h1, h2, h3, h4, h5, h6',
    img: 'img, svg',
    list: 'ul, ol',
    listitem: 'li',
    table: 'table',
    row: 'tr',
    cell: 'td',
    columnheader: 'th',
    main: 'main',
    navigation: 'nav',
    complementary: 'aside',
    banner: 'header',
    contentinfo: 'footer',
    region: 'section',
    dialog: 'dialog',
    progressbar: 'progress',
    status: 'output',
    form: 'form',
    article: 'article',
    group: 'fieldset, details',
    option: 'option',
    term: 'dt',
    definition: 'dd',
  }
  const { axe } = window
  const scope = within ?? document.body
  const selector = `[role~="${role}"]${likely[role] ? `, ${likely[role]}` : ''}`
  const matches = (text) =>
    name === null || (name.source === undefined ? text === name : new RegExp(name.source, name.flags).test(text))
  axe.setup(document.documentElement)
  try {
    return [...scope.querySelectorAll(selector)].filter((element) => {
      const node = axe.utils.getNodeFromTree(element)
      if (!node || axe.commons.aria.getRole(node) !== role) return false
      if (!axe.commons.dom.isVisibleToScreenReaders(node)) return false
      return matches(axe.commons.text.accessibleTextVirtual(node).replace(/\s+/g, ' ').trim())
    })
  } finally {
    axe.teardown()
  }
}

export function visibleText(within) {
  return (within ?? document.body).innerText.replace(/[\u2066-\u2069\u200e\u200f]/g, '')
}

export function checkWithAxe(done) {
  window.axe
    .run(document, { resultTypes: ['violations'] })
    .then(({ violations }) =>
      done(
        violations.map(({ id, impact, help, nodes }) => ({
          id,
          impact,
          help,
          where: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
        })),
      ),
    )
    .catch((error) => done([{ id: 'axe', impact: 'critical', help: String(error), where: [] }]))
}

/** Done when the fonts are there and what changed has been painted: a picture taken earlier shows the frame before. */
export function painted(done) {
  document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done())))
}
