// Sending one file to the library, with its progress; and what the library answers.

import { owner } from "../desk/send";

export interface Picture {
  media: string;
  title: string;
  width: number;
  height: number;
  alt: string;
  caption: string;
  credit: string;
  src: string;
  thumb: string;
  state: "ok" | "wait" | "stop";
  right: string;
}

export interface Brought extends Picture {
  already?: boolean;
  like?: Picture[];
  page: string;
}

// heaviest is the largest file that the library takes, in bytes.
export const heaviest = 64 << 20;

// send resolves with the picture, or rejects with a sentence for the person. Text is the
// language of the text that it is wanted for, if it is wanted for one.
export function send(file: File, options: { text?: string; failed: string; progress?: (sent: number) => void; signal?: AbortSignal }): Promise<Brought> {
  return new Promise((resolve, reject) => {
    const ask = new XMLHttpRequest(); // fetch does not tell how far a file has gone
    ask.open("POST", "/desk/media/upload" + (options.text ? "?text=" + encodeURIComponent(options.text) : ""));
    ask.setRequestHeader("Accept", "application/json");
    ask.setRequestHeader("Masthead-As", owner());
    ask.responseType = "json";
    ask.upload.onprogress = (e) => options.progress?.(Math.min(e.loaded, file.size));
    ask.onload = () => {
      const told = ask.response as (Brought & { error?: string }) | null;
      if (ask.status === 201 && told) resolve(told);
      else reject(new Error(told?.error ?? options.failed));
    };
    ask.onerror = () => reject(new Error(options.failed));
    ask.onabort = () => reject(new DOMException("", "AbortError"));
    options.signal?.addEventListener("abort", () => ask.abort());
    const form = new FormData();
    form.append("file", file);
    ask.send(form);
  });
}

// pictures are the files of a drop or of the clipboard that may be pictures.
export function pictures(list: FileList | undefined | null): File[] {
  return [...(list ?? [])].filter((f) => f.type === "" || f.type.startsWith("image/"));
}
