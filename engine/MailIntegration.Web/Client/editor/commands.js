// Changes of the text at the selection. The browser's own commands keep its undo working; what they would do with inline
// styles, which the page's content security policy forbids, is done here.

export function run(name, value = null) {
  return document.execCommand(name, false, value);
}

/** Which commands apply to the selection; `closest(selector)` finds what it stands in. */
export function commandStates(closest) {
  const on = (name) => document.queryCommandState(name);
  return {
    bold: on('bold') && !closest('h2, h3'), italic: on('italic'), underline: on('underline') && !closest('a'), strikeThrough: on('strikeThrough'),
    insertUnorderedList: on('insertUnorderedList'), insertOrderedList: on('insertOrderedList'),
    heading: Boolean(closest('h2, h3')), quote: Boolean(closest('blockquote')), link: Boolean(closest('a')),
  };
}

/** Makes a list of the selection or takes it away. The browser makes the text anew and leaves the caret at its beginning. */
export function toggleList(root, name) {
  const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection();
  const before = textNodes(root);
  const [from, to] = [before.indexOf(anchorNode), before.indexOf(focusNode)];
  run(name);
  const after = textNodes(root);
  if (from >= 0 && to >= 0 && after.length === before.length) {
    getSelection().setBaseAndExtent(after[from], Math.min(anchorOffset, after[from].length), after[to], Math.min(focusOffset, after[to].length));
  }
}

function textNodes(root) {
  const nodes = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    nodes.push(walker.currentNode);
  }
  return nodes;
}

/** Makes the paragraphs of the selection headings or a quote, or ordinary paragraphs again. */
export function toggleBlock(root, tag) {
  const blocks = selectedBlocks(root);
  if (tag === 'blockquote') {
    toggleQuote(root, blocks);
    return;
  }
  run('formatBlock', blocks.some((block) => block.localName === tag) ? 'p' : tag);
}

/** Takes formatting, links and blocks off the selection. */
export function clearFormatting(root) {
  run('removeFormat');
  run('unlink');
  if (selectedBlocks(root).some((block) => ['h2', 'h3', 'pre'].includes(block.localName))) {
    run('formatBlock', 'p');
  }
}

/** Points the link at the caret, or the selected text, to an address; without an address the link goes. */
export function setLink(link, href, text) {
  if (link) {
    select((range) => range.selectNodeContents(link));
  }
  if (!href) {
    run('unlink');
  } else if (!link && getSelection().isCollapsed) {
    run('insertText', text || href.replace(/^mailto:/, ''));
    const end = getSelection().getRangeAt(0);
    select((range) => {
      range.setStart(end.startContainer, end.startOffset - (text || href.replace(/^mailto:/, '')).length);
      range.setEnd(end.startContainer, end.startOffset);
    });
    run('createLink', href);
    getSelection().collapseToEnd();
  } else {
    run('createLink', href);
  }
}

function toggleQuote(root, blocks) {
  const quote = blocks[0]?.closest('blockquote');
  if (quote && root.contains(quote)) {
    replace(quote, [...quote.childNodes]);
  } else if (blocks.length > 0) {
    const made = document.createElement('blockquote');
    made.append(...blocks.map((block) => block.cloneNode(true)));
    replaceRange(blocks[0], blocks[blocks.length - 1], [made]);
  } else {
    run('formatBlock', 'p'); // Bare text of an empty field becomes a paragraph first.
    const first = selectedBlocks(root);
    if (first.length > 0) {
      toggleQuote(root, first);
    }
  }
}

const replace = (element, nodes) => replaceRange(element, element, nodes);

// Swaps blocks for others; the caret ends up at the end of what took their place. Done on the nodes: the browser's insertHTML would
// merge the quote with the paragraph before it.
function replaceRange(first, last, nodes) {
  const range = document.createRange();
  range.setStartBefore(first);
  range.setEndAfter(last);
  range.deleteContents();
  const holder = document.createDocumentFragment();
  holder.append(...nodes);
  const end = holder.lastChild;
  range.insertNode(holder);
  select((caret) => {
    caret.selectNodeContents(end);
    caret.collapse(false);
  });
  end.parentElement?.closest('[contenteditable]')?.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** The outermost blocks that the selection touches, inside a quote those of the quote. */
function selectedBlocks(root) {
  const selection = getSelection();
  if (selection.rangeCount === 0 || !root.contains(selection.anchorNode)) {
    return [];
  }
  const range = selection.getRangeAt(0);
  const start = range.startContainer.nodeType === Node.ELEMENT_NODE ? range.startContainer : range.startContainer.parentElement;
  const quote = start.closest('blockquote');
  const parent = quote && root.contains(quote) ? quote : root;
  return [...parent.children].filter((block) => range.intersectsNode(block) && block.localName !== 'br');
}

function select(change) {
  const range = document.createRange();
  change(range);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}
