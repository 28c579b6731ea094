package editor_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"masthead/internal/body"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
)

// drop lets a picture fall on the text, as from a folder of her own.
const drop = `(() => {
	const c = Object.assign(document.createElement("canvas"), { width: 640, height: 400 });
	const pen = c.getContext("2d");
	pen.fillStyle = "#1a7f5a"; pen.fillRect(0, 0, 640, 400);
	pen.fillStyle = "#fff"; pen.fillRect(120, 90, 300, 60);
	c.toBlob((blob) => {
		const carried = new DataTransfer();
		carried.items.add(new File([blob], "bridge.png", { type: "image/png" }));
		const at = document.querySelector(".ProseMirror > p").getBoundingClientRect();
		document.querySelector(".ProseMirror").dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true, clientX: at.x + 4, clientY: at.y + 4 }));
	}, "image/png");
})()`

func pictureBlocks(d body.Doc) (list []body.Picture) {
	for _, b := range d.Blocks {
		if b.Type == body.Image {
			list = append(list, b.Pictures...)
		}
	}
	return list
}

// A picture is dropped, described, taken again from the library by keyboard, and put at
// the head.
func TestPicturesOfTheWritingPage(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha one here"), para("b", "Beta two"))
	p := opened(b, people.Editor, path)
	p.Eval(drop)
	p.Waits("the picture is shown", `document.querySelector(".ProseMirror figure.pic img")?.naturalWidth > 0`)
	if p.Eval(`document.querySelector(".ProseMirror figure.pic").matches(".asks") && document.querySelector(".ProseMirror figure.pic textarea").required`) != "true" {
		t.Error("nothing asks what the picture shows")
	}
	p.Eval(`document.querySelector(".ProseMirror figure.pic textarea").focus()`)
	p.Types("A green field")
	if p.Eval(`document.querySelector(".ProseMirror figure.pic").matches(".asks")`) != "false" {
		t.Error("it still asks what the picture shows")
	}
	p.saved()

	p.Eval(`document.querySelector(".live-field.lead button").focus()`)
	p.Types(kb.Enter)
	p.Waits("the library is open", `document.querySelector("dialog.pick[open] .pickit") && document.activeElement.type === "search"`)
	p.Types(kb.ArrowDown)
	p.Waits("a picture has the focus", `document.activeElement.matches(".pickit")`)
	p.Types(kb.Enter)
	p.Waits("the picture stands at the head", `!document.querySelector("dialog.pick") && document.activeElement.matches(".lead textarea")`)
	p.Types("The field from above")
	p.saved()

	p.caret(2, -1)
	p.Types("\r/" + p.Eval(`JSON.parse(document.querySelector("[data-editor]").dataset.writing).words.image`))
	p.Waits("the menu offers a picture", `!!document.querySelector(".slashm:not([hidden]) [role=option]")`)
	p.enter()
	p.Waits("the library is open again", `!!document.querySelector("dialog.pick[open] .pickit")`)
	p.Types(kb.Escape)
	p.Waits("it is closed, and she is in the text again", `!document.querySelector("dialog.pick") && document.activeElement.matches(".ProseMirror")`)
	p.saved()

	text, _ := newest(b, s)
	in := pictureBlocks(text.Body)
	if len(in) != 1 || in[0].Media == "" || in[0].Alt != "A green field" {
		t.Errorf("in the text: %+v", in)
	}
	if text.Lead == nil || len(in) == 1 && text.Lead.Media != in[0].Media || !strings.HasPrefix(text.Lead.Alt, "The field from above") {
		t.Errorf("at the head: %+v", text.Lead)
	}
}
