// Rich text on contenteditable. What goes in and what comes out is clean HTML; pictures are those of the mail itself.
import { fill, h } from '../lib/dom.js';
import { View } from '../lib/view.js';
import { cleanHtml, cleanNodes } from './clean-html.js';
import { clearFormatting, commandStates, run, setLink, toggleBlock, toggleList } from './commands.js';
import { openLink } from './link-popover.js';
import { pasted } from './paste.js';
import { tokenNode, tokenNodes } from './tokens.js';
import { buildToolbar } from './toolbar.js';
import { contentId, isBlank, writeHtml } from './write-html.js';

const DATA_IMAGE = /^data:image\/(png|jpeg|gif|webp);base64,/i;
const KEYS = { b: 'bold', i: 'italic', u: 'underline' };

/**
 * <rich-editor>: set `label`, `placeholder`, `imageUrl` (contentId => address or null), `tokens` ({ name: label }), `tools` (extra
 * nodes of the toolbar) and `keepsImages` (pictures stand in the text itself) before it is put on the page. Fires `mc-edit` after each change and `mc-files` { files, inline } for pasted or
 * dropped files.
 */
class RichEditor extends View {
  label = '';
  placeholder = '';
  tokens = null;
  tools = [];
  imageUrl = () => null;
  keepsImages = false;
  #initial = '';
  #range = null;
  #left = null;

  connected() {
    if (!this.body) {
      this.className = 'mc-editor';
      this.body = h('div', {
        class: 'mc-editor-body', contenteditable: 'true', role: 'textbox', 'aria-multiline': 'true', 'aria-label': this.label, dir: 'auto',
        spellcheck: 'true', data: { placeholder: this.placeholder },
      });
      this.toolbar = buildToolbar(this);
      fill(this, this.toolbar.element, this.body);
      this.html = this.#initial;
    }
    this.listen(this.body, 'input', () => this.#changed());
    this.listen(this.body, 'keydown', (event) => this.#key(event));
    this.listen(this.body, 'paste', (event) => this.#paste(event));
    this.listen(this.body, 'dragover', (event) => event.dataTransfer.types.includes('Files') && event.preventDefault());
    this.listen(this.body, 'drop', (event) => this.#drop(event));
    this.listen(this.body, 'focus', () => this.#prepare());
    this.listen(this.body, 'blur', () => {
      this.#left = this.#range;
    });
    this.listen(document, 'selectionchange', () => this.#selected());
  }

  get html() {
    if (!this.body) {
      return this.#initial;
    }
    const clean = this.#clean();
    return isBlank(clean) && clean.childNodes.length < 2 ? '' : writeHtml(clean);
  }

  set html(html) {
    this.#initial = html;
    if (this.body) {
      this.body.replaceChildren(cleanHtml(html, this.#incoming()));
      if (!this.body.hasChildNodes()) {
        this.body.append(h('p', null, h('br'))); // Browsers would begin an empty field without a paragraph.
      }
      this.#mark();
    }
  }

  get isEmpty() {
    return !this.body || isBlank(this.#clean());
  }

  focus() {
    this.body.focus({ preventScroll: true });
  }

  /** Puts the caret at the very beginning, where an answer is written. */
  focusStart() {
    this.body.focus({ preventScroll: true });
    getSelection().collapse(this.body.firstElementChild, 0);
  }

  /** Runs a command of the toolbar on the selection that the text had. */
  command(name) {
    this.focus();
    const special = {
      heading: () => toggleBlock(this.body, 'h2'), quote: () => toggleBlock(this.body, 'blockquote'), clear: () => clearFormatting(this.body),
      insertUnorderedList: () => toggleList(this.body, name), insertOrderedList: () => toggleList(this.body, name),
    };
    (special[name] ?? (() => run(name)))();
    this.#selected();
  }

  editLink(anchor) {
    this.focus();
    this.#selected(); // The browser tells of a new selection a little later, and the field of the link takes it.
    const link = this.#closest('a');
    openLink(anchor, { href: link?.getAttribute('href') ?? '', needsText: !link && getSelection().isCollapsed }, (href, text) => {
      this.focus();
      setLink(link, href, text);
      this.#changed();
    });
  }

  // The browser's command keeps undo working. It also tries to style what it inserts; the content security policy refuses that, to
  // the console's regret, and we want none.
  /** Puts clean HTML, such as a text block, where the caret is. */
  insertHtml(html) {
    this.focus();
    run('insertHTML', writeHtml(cleanHtml(html, this.#incoming()), { live: true }));
  }

  /** Puts a picture of this mail where the caret is. */
  insertImage({ contentId, name, url }) {
    this.#insert(h('img', { src: url, alt: name, data: contentId ? { cid: contentId } : null }));
  }

  /** Takes out the pictures of an attachment that was removed. */
  removeImage(contentId) {
    this.body.querySelectorAll(`img[data-cid="${CSS.escape(contentId)}"]`).forEach((img) => img.remove());
    this.#changed();
  }

  insertToken(name) {
    this.#insert(tokenNode(name, this.tokens));
  }

  #insert(node) {
    this.focus();
    const range = getSelection().getRangeAt(0);
    range.deleteContents();
    range.insertNode(node);
    range.setStartAfter(node);
    range.collapse(true);
    this.#changed();
  }

  #clean() {
    return cleanNodes(this.body, { image: (img) => this.#keptImage(img), token: this.tokens && ((text) => [text]) });
  }

  #keptImage(img) {
    const src = img.getAttribute('src') ?? '';
    return img.dataset.cid || (this.keepsImages && DATA_IMAGE.test(src)) ? { src, cid: img.dataset.cid, alt: img.getAttribute('alt') } : null;
  }

  #incoming() {
    return {
      image: (img) => {
        const cid = img.dataset.cid ?? contentId(img);
        const src = cid && this.imageUrl(cid);
        return src ? { src, cid, alt: img.getAttribute('alt') } : this.keepsImages && this.#keptImage(img);
      },
      token: this.tokens && ((text) => tokenNodes(text, this.tokens)),
    };
  }

  #prepare() {
    document.execCommand('defaultParagraphSeparator', false, 'p');
    document.execCommand('styleWithCSS', false, 'false');
    this.#restore(); // A popover that closes, and Tab, would put the caret at the beginning.
  }

  #changed() {
    this.#mark();
    this.emit('mc-edit');
  }

  #mark() {
    const blank = this.body.textContent.trim() === '' && !this.body.querySelector('img, hr, table, li, blockquote, h2, [data-token]') && this.body.children.length < 2;
    this.body.classList.toggle('mc-blank', blank);
  }

  #selected() {
    const selection = getSelection();
    if (selection.rangeCount > 0 && this.body.contains(selection.anchorNode)) {
      this.#range = selection.getRangeAt(0).cloneRange();
      this.toolbar.show(commandStates((selector) => this.#closest(selector)));
    }
  }

  #restore() {
    if (this.#left && this.body.contains(this.#left.startContainer)) {
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(this.#left);
    }
  }

  #closest(selector) {
    const node = getSelection().anchorNode;
    const found = (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.closest(selector);
    return found && this.body.contains(found) ? found : null;
  }

  #key(event) {
    const { key, shiftKey, altKey } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && !shiftKey && !altKey && KEYS[key]) {
      event.preventDefault();
      this.command(KEYS[key]);
    } else if (ctrl && !shiftKey && !altKey && key === 'k') {
      event.preventDefault();
      this.editLink(this.toolbar.element.querySelector('[data-tool=link]'));
    } else if (key === 'Tab' && !ctrl && !altKey && this.#closest('li')) {
      event.preventDefault(); // Elsewhere Tab leaves the field, as people with a keyboard alone expect.
      run(shiftKey ? 'outdent' : 'indent');
    } else if (key === 'F10' && altKey) {
      event.preventDefault();
      this.toolbar.focus();
    }
  }

  #paste(event) {
    const { files, html, text } = pasted(event.clipboardData, this.#incoming());
    event.preventDefault();
    if (files.length > 0) {
      this.emit('mc-files', { files, inline: true });
    } else if (html !== null) {
      run('insertHTML', html);
    } else if (text) {
      run('insertText', text);
    }
  }

  #drop(event) {
    const files = [...event.dataTransfer.files];
    if (files.length > 0) {
      event.preventDefault();
      event.stopPropagation();
      this.emit('mc-files', { files, inline: files.every((file) => file.type.startsWith('image/')) });
    }
  }
}

customElements.define('rich-editor', RichEditor);
