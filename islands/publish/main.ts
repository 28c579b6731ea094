// The publish panel shows what is being typed where it will stand: in a search's result
// and on the cards of networks. An empty field shows what is made without it.

const room: Record<string, number> = { search_text: 160 };

function cut(s: string, n: number): string {
  const signs = [...s];
  return signs.length > n ? signs.slice(0, n - 1).join("").trimEnd() + "…" : s;
}

document.addEventListener("input", (e) => {
  const field = e.target as HTMLInputElement;
  if (!field.closest?.("[data-mirror]") || !field.name) return;
  const said = field.value.replace(/\s+/g, " ").trim();
  for (const place of document.querySelectorAll<HTMLElement>(`[data-from="${CSS.escape(field.name)}"]`)) {
    place.textContent = said ? cut(said, room[field.name] ?? 200) : (place.dataset["or"] ?? "");
  }
});
