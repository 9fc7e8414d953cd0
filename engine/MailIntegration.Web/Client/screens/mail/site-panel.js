// What the site itself knows about an e-mail: parts and fields that it added, rendered by the site. Empty takes no room.
import { app } from '../../app.js';
import { View } from '../../lib/view.js';

class SitePanel extends View {
  async connected() {
    this.hidden = true;
    try {
      const response = await fetch(`${app.base}/emails/${encodeURIComponent(this.dataset.email)}/panel`, {
        signal: this.signal, credentials: 'same-origin', headers: { Accept: 'text/html' },
      });
      if (response.ok) {
        this.#show(await response.text());
      }
    } catch (error) {
      if (error.name !== 'AbortError') {
        console.error(error); // The mail itself is there; what the site adds to it is missing.
      }
    }
  }

  // The site's own markup, not the mail's; parsed as a document of its own, so that nothing in it runs, and taken over
  // without anything that could run later.
  #show(html) {
    const { body } = new DOMParser().parseFromString(html, 'text/html');
    disarm(body);
    if (body.textContent.trim() !== '' || body.querySelector('img, input, table')) {
      this.classList.add('mc-site-panel');
      this.replaceChildren(...body.childNodes);
      this.hidden = false;
    }
  }
}

function disarm(body) {
  for (const element of body.querySelectorAll('script, iframe, object, embed')) {
    element.remove();
  }
  for (const element of body.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) {
      if (name.startsWith('on')) {
        element.removeAttribute(name);
      }
    }
  }
}

customElements.define('site-panel', SitePanel);
