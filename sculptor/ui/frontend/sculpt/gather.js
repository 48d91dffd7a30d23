// Folders and many files for Streamlit's uploader beside it: packed into one archive in the browser,
// since Streamlit uploads one file after another. Where its page is made in another way than it is
// today, nothing is packed, and it uploads them as it does.

import { h, say } from "../kit/dom.js";
import { mounting } from "../kit/mounting.js";
import { fits, zipped } from "../kit/zip.js";

const FEW = 8; // files that are left to the uploader
const TICK = 50; // files after which it is said how far it is

export default mounting((parent) => new Gather(parent.querySelector(".sculptor-gather")));

class Gather {
  constructor(root) {
    this.into = "";
    this.handing = false; // an archive to the uploader, which is not to be packed again
    this.folder = h("input", { type: "file", hidden: "", webkitdirectory: "", multiple: "" });
    this.folder.addEventListener("change", () => {
      this.pack([...this.folder.files].map((file) => ({ name: pathOf(file), file })));
      this.folder.value = "";
    });
    const choose = h(
      "button",
      { type: "button", onclick: () => this.folder.click() },
      "Choose a folder",
    );
    this.status = h("span", { role: "status" });
    root.append(this.folder, choose, this.status);
    root.style.opacity = 1;
    this.dropped = (event) => this.drop(event);
    this.chosen = (event) => this.choose(event);
    // Before the uploader hears of it.
    document.addEventListener("drop", this.dropped, true);
    document.addEventListener("change", this.chosen, true);
  }

  take(data) {
    this.into = `.st-key-${data.into}`;
  }

  destroy() {
    document.removeEventListener("drop", this.dropped, true);
    document.removeEventListener("change", this.chosen, true);
  }

  choose(event) {
    const input = event.target;
    const ours = input instanceof HTMLInputElement && input.closest(this.into);
    if (this.handing || !ours || input.type !== "file" || input.files.length <= FEW) return;
    event.stopImmediatePropagation();
    this.pack([...input.files].map((file) => ({ name: pathOf(file), file })));
  }

  async drop(event) {
    const place = event.target instanceof Element && event.target.closest(this.into);
    if (!place) return;
    const entries = [...event.dataTransfer.items]
      .map((item) => item.webkitGetAsEntry?.())
      .filter((entry) => entry);
    if (entries.length <= FEW && !entries.some((entry) => entry.isDirectory)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.dispatchEvent(new DragEvent("dragleave", { bubbles: true }));
    const found = [];
    await collect(entries, "", found);
    await this.pack(found);
  }

  /** Pack files, and hand the archive over to the uploader. */
  async pack(files) {
    if (!files.length) return;
    const input = document.querySelector(`${this.into} input[type=file]`);
    if (!input || !fits(files)) {
      say(this.status, "That is too much for one upload: type the path instead.");
      return;
    }
    const { name, inside } = named(files);
    try {
      const archive = await zipped(inside, (done) => {
        if (done % TICK === 0) say(this.status, `Packing ${done} of ${files.length} files`);
      });
      const transfer = new DataTransfer();
      transfer.items.add(new File([archive], `${name}.zip`, { type: archive.type }));
      input.files = transfer.files;
    } catch (error) {
      say(this.status, `A file could not be read (${error.message}): type the path instead.`);
      return;
    }
    say(this.status, "");
    this.handing = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    this.handing = false;
  }
}

function pathOf(file) {
  return file.webkitRelativePath || file.name;
}

/** All files of folders at any depth; a folder tells of them some at a time. */
async function collect(entries, before, found) {
  for (const entry of entries) {
    const name = before + entry.name;
    if (entry.isFile) {
      found.push({ name, file: await new Promise((take, fail) => entry.file(take, fail)) });
    } else {
      const reader = entry.createReader();
      let some = [];
      do {
        some = await new Promise((take, fail) => reader.readEntries(take, fail));
        await collect(some, `${name}/`, found);
      } while (some.length);
    }
  }
}

/** What the archive of files is called, and their paths within it: below the one folder of all. */
export function named(files) {
  const [top] = files[0].name.split("/");
  if (files.every(({ name }) => name.startsWith(`${top}/`))) {
    const inside = files.map(({ name, file }) => ({ name: name.slice(top.length + 1), file }));
    return { name: top, inside };
  }
  return { name: `${files.length} files`, inside: files };
}
