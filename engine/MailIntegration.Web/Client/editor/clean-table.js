// Tables keep rows, cells and spans: people paste them out of spreadsheets. Layout, widths and colours go.
import { h } from '../lib/dom.js';

const PARTS = ['TABLE', 'THEAD', 'TBODY', 'TFOOT', 'TR', 'TD', 'TH'];
const WIDEST_SPAN = 50;

export const isTable = (tag) => PARTS.includes(tag);

/** A new table with the rows of a table, or of a part of one; `fillCell(source, cell)` fills a cell. */
export function fillTable(source, fillCell) {
  const body = h('tbody', null, rowsOf(source).map((row) => h('tr', null, cellsOf(row).map((cell) => newCell(cell, fillCell)))));
  return body.querySelector('td, th') ? h('table', null, body) : document.createDocumentFragment();
}

function rowsOf(source) {
  if (source.tagName === 'TR') {
    return [source];
  }
  if (source.tagName === 'TD' || source.tagName === 'TH') {
    return [h('tr', null, source.cloneNode(true))];
  }
  return [...source.querySelectorAll('tr')].filter((row) => row.closest('table') === source.closest('table'));
}

const cellsOf = (row) => [...row.children].filter((cell) => ['TD', 'TH'].includes(cell.tagName));

function newCell(source, fillCell) {
  const cell = h(source.localName);
  for (const name of ['colspan', 'rowspan']) {
    const span = Number(source.getAttribute(name));
    if (Number.isInteger(span) && span > 1) {
      cell.setAttribute(name, String(Math.min(span, WIDEST_SPAN)));
    }
  }
  fillCell(source, cell);
  return cell;
}
