// A reading: an article that was in sight for five seconds is told of once.
var article = document.querySelector("[data-reading]"), sight
function look() {
  clearTimeout(sight)
  if (article && document.visibilityState == "visible") sight = setTimeout(function () {
    var from = document.referrer.split("/")[2] || ""
    if (navigator.sendBeacon) navigator.sendBeacon("/reading", article.getAttribute("data-reading") + " " + from.split(":")[0].slice(0, 100))
    article = null
  }, 5000)
}
document.addEventListener("visibilitychange", look)
look()

// What does nothing without script is shown by it.
document.querySelectorAll(".share [hidden]").forEach(function (a) {
  if (a.getAttribute("data-act") == "print" || navigator.share) a.hidden = false
})

// What plain links cannot do: copy the address, print, and show an embed in its place.
document.addEventListener("click", function (e) {
  var open = document.querySelector(".share details[open]")
  if (open && !open.contains(e.target)) open.open = false
  var a = e.target.closest && e.target.closest("a[data-act],a[data-frame]")
  if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return
  var act = a.getAttribute("data-act")
  if (act == "print") {
    e.preventDefault()
    print()
  } else if (act == "share") {
    e.preventDefault()
    navigator.share({title: document.querySelector("h1").textContent, url: (document.querySelector("link[rel=canonical]") || location).href}).catch(function () {})
  } else if (act == "copy") {
    var link = document.querySelector("link[rel=canonical]")
    if (!navigator.clipboard) return
    e.preventDefault()
    navigator.clipboard.writeText(link ? link.href : location.href).then(function () {
      var said = a.getAttribute("data-done")
      a.title = said
      a.querySelector("span").textContent = said
      a.classList.add("done")
    })
  } else if (a.hasAttribute("data-frame")) {
    var box = a.closest(".embed"), f = document.createElement("iframe")
    e.preventDefault()
    f.src = a.getAttribute("data-frame")
    f.title = (box.querySelector("b") || a).textContent
    f.allow = "fullscreen; encrypted-media; picture-in-picture"
    f.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation allow-forms")
    f.referrerPolicy = "strict-origin-when-cross-origin"
    box.classList.add("embed--open")
    a.replaceWith(f)
    f.focus()
  }
})

// Keeps what is opened here to be read without a connection (sw.js).
var worker = navigator.serviceWorker
if (worker && !(navigator.connection && navigator.connection.saveData)) addEventListener("load", function () {
  var first = !worker.controller
  worker.register("/sw.js").then(function () { return worker.ready }).then(function (r) {
    if (first && r.active) r.active.postMessage(performance.getEntriesByType("resource").map(function (e) { return e.name }))
  }).catch(function () {})
})

// Finds while one types.
var find = document.querySelector("#find"), wait
if (find) addEventListener("input", function (e) {
  if (e.target.form != find) return
  clearTimeout(wait)
  var mine = wait = setTimeout(function () {
    var to = find.action + "?" + new URLSearchParams(new FormData(find))
    fetch(to + "&part=hits").then(function (r) { return r.ok && r.text() }).then(function (html) {
      if (!html || mine != wait) return
      document.querySelector("#found").innerHTML = html
      history.replaceState({}, "", to)
    }).catch(function () {})
  }, 200)
})
