// The library's pages, made quick: files that are dropped, pasted or chosen are sent one
// after the other while one reads on, and the focal point follows pointer and keys.
import { focal } from "./focal";
import { uploads } from "./uploads";

uploads();
focal();
document.addEventListener("desk:page", () => { uploads(); focal(); });
