package reader_test

import "masthead/internal/kit/lang"

// sample is an edition's share of the invented outlet that the tests publish.
type sample struct {
	title, tagline, about, appeal, appealText, topic, author, translator string
	sections                                                             map[string]string
	headlines, stands                                                    []string
	full                                                                 sampleArticle
}

type sampleArticle struct{ headline, stand, caption, credit, correction, body string }

var (
	sampleLangs    = []lang.Tag{"en", "ru", "az", "hy", "ka", "fa", "uk"}
	sampleSections = []string{"news", "armenia", "georgia", "opinion", "analysis", "world"}
	sampleKinds    = []string{"news", "news", "analysis", "news", "opinion", "photo", "fact-check", "news", "explainer", "opinion", "news", "analysis", "interview"}
)

var samplePlaces = map[string]map[lang.Tag]string{
	"baku":    {"en": "Baku", "ka": "ბაქო", "fa": "باکو", "ru": "Баку", "hy": "Բաքու", "az": "Bakı", "uk": "Баку"},
	"yerevan": {"en": "Yerevan", "ka": "ერევანი", "fa": "ایروان", "ru": "Ереван"},
	"tbilisi": {"en": "Tbilisi", "ka": "თბილისი", "fa": "تفلیس", "ru": "Тбилиси"},
}

var samples = map[lang.Tag]sample{
	"en": {
		title: `The Crossroads`, tagline: `Reported from every side of the road`, about: `We publish in many languages so that neighbours can read each other.`, appeal: `Nobody owns this road. Readers keep it open`, appealText: `There is no owner behind us and no wall in front of you. If this page was worth your time, keep it open for the next reader.`, topic: `The valley line`, author: `Nigar Vahidli`, translator: `Tom Ashgrove`,
		sections: map[string]string{"news": `News`, "armenia": `Armenia`, "georgia": `Georgia`, "opinion": `Opinion`, "analysis": `Analysis`, "world": `Pictures`},
		headlines: []string{
			`Valley railway carries its first passengers in thirty-four years`,
			`The school where five alphabets share a blackboard`,
			`A cable under the sea, and who will be warm because of it`,
			`Apricot harvest begins ten days early in the plain`,
			`A market needs a bench more than it needs a roof`,
			`The last bus down`,
			`The new bridge does not close the old one to walkers`,
			`Ferry to the eastern shore gets a night timetable`,
			`Why the border market closes at four, and who would gain if it did not`,
			`The sea has no sides, only shores`,
			`River wardens count four thousand sturgeon fry below the weir`,
			`Ten days early: what the apricots know about the weather`,
			`The lighthouse keeper’s daughter takes the lamp`,
			`Teach my son your letters first, your history later`,
			`A second evening train is added for Sunday`,
			`What a ticket must cost for the trains to stay`,
			`Four o’clock: the market closes, the tea house does not`,
			`Seven days in dated lines`,
			`A slow train is a museum. Build the other one`,
			`Border crossing opens a second lane`,
			`Noon in two languages`,
			`The fish ladder is left open for the summer`,
			`Language school enrols its thousandth pupil, aged seventy-one`,
			`Why the night is cheaper than the day`,
			`Old maps, new timetable`,
			`Winter came late to the upper villages`,
		},
		stands: []string{`The 19:10 from Upper Goshan left six minutes late and full. Four stops have opened; seven villages say that theirs must be next.`, `Forty pupils, nine teachers, and one rule: ask in yours, answer in mine.`, `The contract is two hundred pages. The part that matters to a kitchen is on page nine.`, ``},
		full: sampleArticle{
			headline: `The night train is back. Let it be slow`, stand: `The reopened line will never beat the motorway, and it should stop trying. What the valley lost with its railway was not speed but the habit of travelling together.`, caption: `The first evening service leaves the Sarichay viaduct on Sunday. The crossing takes four minutes; passengers asked for it to take five.`, credit: `Illustration: Studio Kilim for The Crossroads`,
			correction: `An earlier text said that the line once had twelve stops. It had eleven; the twelfth was a goods siding. The figure is corrected in every edition.`,
			body: `<p id="b1">For thirty-four years the rails below my grandmother’s house carried nothing but goats. She kept the timetable on the kitchen wall all the same, between the calendar and the sieve, and on some evenings at ten past seven she would look at the clock and say: <em>late again</em>.</p>
<p id="b2">On Sunday the 19:10 came. It was late, by six minutes, and the whole village forgave it. There were two red carriages too many for the number of tickets sold, and a conductor who had learned his trade from a book. A child asked whether the train knew the way.</p>
<p id="b3">The ministry’s leaflet promises that by next spring the journey will be cut from five hours to three and a half.<a class="fn-ref" id="r1" href="#n1" aria-label="Note 1">1</a> I have read it several times, looking for the sentence that explains why anyone should want that. The motorway already does it in three.</p>
<blockquote class="pull"><p>A railway that competes with a road has already agreed to be a worse road.</p></blockquote>
<h2 id="b5">What the timetable was for</h2>
<p id="b6">A timetable is a promise made to people who do not know each other. The bus leaves when it is full and the car leaves when you please; the train leaves at 19:10, for the beekeeper and the dentist alike. Take it away, and a valley slowly turns into a list of households with <a href="https://roads.example/">good roads between them</a>.</p>
<p id="b7">I do not say this to be fond of the past. The old line was cold, and its tea was a rumour. But between Upper Goshan and the lake it made eleven stops, and at each of them someone got on with a basket and a piece of news. Of those eleven, the new plan keeps four.</p>
<aside class="box" aria-labelledby="bx"><h3 id="bx">The line in figures</h3><ul><li><b>112 km</b>from Upper Goshan to the lake terminal</li><li><b>11 stops</b>before the closure; four in the plan, seven asked for</li><li><b>34 years</b>without a passenger service</li><li><b>2 a day</b>trains in each direction until September</li></ul></aside>
<h2 class="ask" id="b9">Who gets on at the seventh stop?</h2>
<p id="b10">The engineers I spoke to are patient people, and their answer is arithmetic: every stop costs six minutes, and every six minutes costs a twentieth of the passengers. I believe the arithmetic. I only doubt the passengers in it, who are all the same person, in a hurry, with no one to meet.</p>
<p id="b11">Count instead the ones who will travel only if the train stops: the pupils of the language school, the women who sell persimmons in October, everyone over seventy. They will never appear in the figures for the fast train, because they will not be on it.</p>
<div class="embed"><p><b>A post on Telegram</b> by the Sarichay Station Choir. Nothing is loaded from Telegram until you ask.</p><a class="btn btn--line" href="https://t.me/choir/12" data-frame="https://t.me/choir/12?embed=1">Show the post</a></div>
<p id="b12">So let it be slow. Let it be six minutes late, with eleven stops and one kettle. We have had three decades of quick ways past one another.</p>
<ol class="fn"><li id="n1"><span>1</span><span>“The valley line: a plan to 2030”, page 14. The three and a half hours are for the summer service, without the lake branch. <a href="#r1" aria-label="Back to the text">Back to the text</a></span></li></ol>`,
		},
	},
	"ka": {
		title: `გზაჯვარედინი`, tagline: `ამბები გზის ყველა მხრიდან`, about: `ექვს ენაზე ვწერთ, რომ მეზობლებმა ერთმანეთის წაკითხვა შეძლონ.`, appeal: `ეს გზა არავის ეკუთვნის. მას მკითხველი ინახავს`, appealText: `თუ ეს გვერდი თქვენს დროდ ღირდა, დაგვეხმარეთ, შემდეგ მკითხველსაც დახვდეს.`, topic: `ხეობის ხაზი`, author: `ნიგარ ვახიდლი`, translator: `ლელა ქავთარია`,
		sections: map[string]string{"news": `ამბები`, "armenia": `სომხეთი`, "georgia": `საქართველო`, "opinion": `მოსაზრება`, "analysis": `ანალიზი`, "world": `ფოტო`},
		headlines: []string{
			`ხეობის რკინიგზამ პირველი მგზავრები წაიყვანა ოცდათოთხმეტი წლის შემდეგ`,
			`სკოლა, სადაც ხუთ ანბანს ერთი დაფა აქვს`,
			`როგორ ცვლის ზღვის კაბელი სინათლის ფასს`,
			`გარგრის მოსავალი ათი დღით ადრე იწყება`,
			`ბაზარს სკამი უფრო სჭირდება, ვიდრე სახურავი`,
			`უკანასკნელი ავტობუსი ქვემოთ`,
			`არა, ახალი ხიდი ძველს ფეხით მოსიარულეებს არ უკეტავს`,
			`ბორანი ღამითაც ივლის აღმოსავლეთ ნაპირამდე`,
			`რატომ იკეტება სასაზღვრო ბაზარი ოთხზე`,
			`ზღვას მხარეები არა აქვს, მხოლოდ ნაპირები`,
			`მდინარის მცველებმა ოთხი ათასი ლიფსიტა დათვალეს`,
			`ხეობის რკინიგზამ პირველი მგზავრები წაიყვანა ოცდათოთხმეტი წლის შემდეგ`,
			`სკოლა, სადაც ხუთ ანბანს ერთი დაფა აქვს`,
			`როგორ ცვლის ზღვის კაბელი სინათლის ფასს`,
			`გარგრის მოსავალი ათი დღით ადრე იწყება`,
			`ბაზარს სკამი უფრო სჭირდება, ვიდრე სახურავი`,
			`უკანასკნელი ავტობუსი ქვემოთ`,
			`არა, ახალი ხიდი ძველს ფეხით მოსიარულეებს არ უკეტავს`,
			`ბორანი ღამითაც ივლის აღმოსავლეთ ნაპირამდე`,
			`რატომ იკეტება სასაზღვრო ბაზარი ოთხზე`,
			`ზღვას მხარეები არა აქვს, მხოლოდ ნაპირები`,
			`მდინარის მცველებმა ოთხი ათასი ლიფსიტა დათვალეს`,
		},
		stands: []string{`მატარებელი ექვსი წუთის დაგვიანებით გავიდა და სავსე იყო. ოთხი გაჩერება გაიხსნა.`, `ორმოცი მოსწავლე, ცხრა მასწავლებელი და ერთი წესი.`, ``},
		full: sampleArticle{
			headline: `ღამის მატარებელი დაბრუნდა. დაე, ნელა იაროს`, stand: `განახლებული ხაზი ავტობანს ვერასოდეს აჯობებს და არც უნდა სცადოს. რკინიგზასთან ერთად ხეობამ სიჩქარე კი არა, ერთად მგზავრობის ჩვევა დაკარგა.`, caption: `პირველი საღამოს რეისი სარიჩაის ვიადუკზე, კვირას. გადაკვეთას ოთხი წუთი სჭირდება; მგზავრებმა ხუთი ითხოვეს.`, credit: `ილუსტრაცია: სტუდია „კილიმი“`,
			correction: `ტექსტის პირველ ვარიანტში ეწერა, რომ ხაზს თორმეტი გაჩერება ჰქონდა. სინამდვილეში თერთმეტი ჰქონდა.`,
			body: `<p>ოცდათოთხმეტი წელი ბებიაჩემის სახლის ქვემოთ ლიანდაგზე თხების გარდა არავის უვლია. განრიგი მას მაინც სამზარეულოს კედელზე ეკიდა, კალენდარსა და საცერს შორის. ზოგ საღამოს, რვის ათ წუთზე, საათს შეხედავდა და იტყოდა: <b>ისევ აგვიანებს</b>.</p>
<p>კვირას 19:10-იანი მოვიდა. ექვსი წუთით დააგვიანა და მთელმა სოფელმა აპატია. ერთმა ბავშვმა იკითხა, იცის თუ არა მატარებელმა გზა.<a class="fn-ref" id="r1" href="#n1" aria-label="შენიშვნა 1">1</a></p>
<blockquote class="pull"><p>რკინიგზა, რომელიც გზას ეჯიბრება, უკვე დათანხმდა, იყოს უარესი გზა.</p></blockquote>
<h2>რისთვის იყო განრიგი</h2>
<p>განრიგი დაპირებაა, რომელსაც ერთმანეთისთვის უცნობ ადამიანებს აძლევენ. ავტობუსი მაშინ გადის, როცა შეივსება, მანქანა მაშინ, როცა მოგეხასიათებათ; მატარებელი კი 19:10-ზე გადის, მეფუტკრისთვისაც და კბილის ექიმისთვისაც.</p>
<h2 class="ask">ვინ ამოვა მეშვიდე გაჩერებაზე?</h2>
<p>ინჟინრები მოთმინებით მპასუხობენ: ყოველი გაჩერება ექვს წუთს ნიშნავს. ამ არითმეტიკის მჯერა. ეჭვი მხოლოდ მგზავრებში მეპარება, რომლებიც მასში ყველა ერთი და იგივე ადამიანია: ჩქარობს და არავინ ელოდება.</p>
<p>ასე რომ, დაე, ნელა იაროს. ექვსი წუთით დააგვიანოს, თერთმეტი გაჩერება ჰქონდეს და ერთი ჩაიდანი.</p>
<ol class="fn"><li id="n1"><span>1</span><span>საუბარი ჩაწერილია 14 ივნისს, სარიჩაის სადგურზე. <a href="#r1">ტექსტში დაბრუნება</a></span></li></ol>`,
		},
	},
	"fa": {
		title: `چهارراه`, tagline: `گزارش از هر سوی راه`, about: `به چند زبان می‌نویسیم تا همسایه‌ها نوشته‌های یکدیگر را بخوانند.`, appeal: `این راه از آنِ کسی نیست. خوانندگان بازش نگه می‌دارند`, appealText: `اگر این صفحه به وقتتان می‌ارزید، آن را برای خوانندهٔ بعدی باز نگه دارید.`, topic: `خط دره`, author: `نگار وحیدلی`, translator: `بهار کیانی`,
		sections: map[string]string{"news": `خبرها`, "armenia": `ارمنستان`, "georgia": `گرجستان`, "opinion": `دیدگاه`, "analysis": `تحلیل`, "world": `عکس`},
		headlines: []string{
			`راه‌آهن دره پس از سی و چهار سال مسافر برد`,
			`مدرسه‌ای که پنج الفبا در آن یک تخته دارند`,
			`کابل زیر دریا چگونه بهای برق را عوض می‌کند`,
			`برداشت زردآلو ده روز زودتر آغاز شد`,
			`بازار بیش از سقف به نیمکت نیاز دارد`,
			`آخرین اتوبوس به پایین`,
			`نه، پل نو راه پیادگان پل کهنه را نمی‌بندد`,
			`کشتی شبانه به ساحل شرقی`,
			`چرا بازار مرزی ساعت چهار بسته می‌شود`,
			`دریا سو ندارد، تنها ساحل دارد`,
			`نگهبانان رود چهار هزار بچه‌ماهی شمردند`,
			`راه‌آهن دره پس از سی و چهار سال مسافر برد`,
			`مدرسه‌ای که پنج الفبا در آن یک تخته دارند`,
			`کابل زیر دریا چگونه بهای برق را عوض می‌کند`,
			`برداشت زردآلو ده روز زودتر آغاز شد`,
			`بازار بیش از سقف به نیمکت نیاز دارد`,
			`آخرین اتوبوس به پایین`,
			`نه، پل نو راه پیادگان پل کهنه را نمی‌بندد`,
			`کشتی شبانه به ساحل شرقی`,
			`چرا بازار مرزی ساعت چهار بسته می‌شود`,
			`دریا سو ندارد، تنها ساحل دارد`,
			`نگهبانان رود چهار هزار بچه‌ماهی شمردند`,
		},
		stands: []string{`قطار ۱۹:۱۰ با شش دقیقه تأخیر و پر از مسافر راه افتاد.`, `چهل شاگرد، نه آموزگار و یک قاعده.`, ``},
		full: sampleArticle{
			headline: `قطار شب برگشته است. بگذارید آهسته برود`, stand: `خط بازگشوده هرگز از بزرگراه تندتر نخواهد بود و نباید هم بکوشد. آنچه دره با راه‌آهن خود از دست داد سرعت نبود، عادتِ با هم سفر کردن بود.`, caption: `نخستین قطار شامگاهی روز یکشنبه از پل ساری‌چای می‌گذرد. گذر چهار دقیقه طول می‌کشد؛ مسافران پنج دقیقه خواستند.`, credit: `تصویر: استودیو گلیم برای چهارراه`,
			correction: `در متن نخست آمده بود که خط دوازده ایستگاه داشت. یازده ایستگاه داشت.`,
			body: `<p>سی و چهار سال از ریل‌های پایین خانهٔ مادربزرگم جز بز چیزی نگذشت. با این همه، او برنامهٔ حرکت قطار را روی دیوار آشپزخانه، میان تقویم و الک، نگه داشته بود و بعضی شب‌ها ساعت هفت و ده دقیقه به ساعت نگاه می‌کرد و می‌گفت: <b>باز هم دیر کرد</b>.</p>
<p>یکشنبه قطار ۱۹:۱۰ آمد. شش دقیقه دیر رسید و همهٔ ده آن را بخشید. کودکی پرسید قطار راه را بلد است یا نه.<a class="fn-ref" id="r1" href="#n1" aria-label="یادداشت ۱">۱</a></p>
<blockquote class="pull"><p>راه‌آهنی که با جاده مسابقه می‌دهد، پیشاپیش پذیرفته است که جادهٔ بدتری باشد.</p></blockquote>
<h2>برنامهٔ حرکت به چه کار می‌آمد</h2>
<p>برنامهٔ حرکت قولی است به آدم‌هایی که یکدیگر را نمی‌شناسند. اتوبوس وقتی پر شد می‌رود و خودرو هر وقت که شما بخواهید؛ قطار اما ساعت ۱۹:۱۰ می‌رود، هم برای زنبوردار و هم برای دندان‌پزشک.</p>
<aside class="box"><h3>خط به زبان عدد</h3><ul><li><b>۱۱۲ کیلومتر</b>از گوشان بالا تا دریاچه</li><li><b>۱۱ ایستگاه</b>پیش از بسته شدن؛ چهار تا در برنامهٔ تازه</li><li><b>۳۴ سال</b>بی‌مسافر</li></ul></aside>
<h2 class="ask">چه کسی در ایستگاه هفتم سوار می‌شود؟</h2>
<p>مهندسان با حوصله پاسخ می‌دهند: هر ایستگاه شش دقیقه وقت می‌برد. این حساب را باور دارم. فقط به مسافرانِ این حساب شک دارم که همه یک نفرند: عجله دارند و کسی چشم‌به‌راهشان نیست.</p>
<p>پس بگذارید آهسته برود. شش دقیقه دیر برسد، یازده ایستگاه داشته باشد و یک کتری.</p>
<ol class="fn"><li id="n1"><span>۱</span><span>گفت‌وگو روز ۲۴ خرداد در ایستگاه ساری‌چای ضبط شده است. <a href="#r1">بازگشت به متن</a></span></li></ol>`,
		},
	},
	"ru": {title: `Перекрёсток`, author: `Нигяр Вахидли`, translator: `Нигяр Вахидли`, topic: `Ночной`, headlines: []string{`Ночной поезд вернулся. Пусть идёт медленно`, `Возрождённая линия никогда не обгонит шоссе.`}, stands: []string{`Возрождённая линия никогда не обгонит шоссе.`},
		sections: map[string]string{"news": `Перекрёсток`, "opinion": `поезд`},
		full:     sampleArticle{headline: `Ночной поезд вернулся. Пусть идёт медленно`, stand: `Возрождённая линия никогда не обгонит шоссе.`, body: `<p>Возрождённая линия никогда не обгонит шоссе.</p>`, correction: `Возрождённая линия никогда не обгонит шоссе.`}},
	"az": {title: `Yolayrıcı`, author: `Nigar Vahidli`, translator: `Nigar Vahidli`, topic: `Gecə`, headlines: []string{`Gecə qatarı qayıdıb. Qoy yavaş getsin`, `Bərpa olunan xətt heç vaxt avtomobil yolunu ötməyəcək.`}, stands: []string{`Bərpa olunan xətt heç vaxt avtomobil yolunu ötməyəcək.`},
		sections: map[string]string{"news": `Yolayrıcı`, "opinion": `qatarı`},
		full:     sampleArticle{headline: `Gecə qatarı qayıdıb. Qoy yavaş getsin`, stand: `Bərpa olunan xətt heç vaxt avtomobil yolunu ötməyəcək.`, body: `<p>Bərpa olunan xətt heç vaxt avtomobil yolunu ötməyəcək.</p>`, correction: `Bərpa olunan xətt heç vaxt avtomobil yolunu ötməyəcək.`}},
	"hy": {title: `Խաչմերուկ`, author: `Նիգյար Վահիդլի`, translator: `Նիգյար Վահիդլի`, topic: `Գիշերային`, headlines: []string{`Գիշերային գնացքը վերադարձել է։ Թող դանդաղ գնա`, `Վերաբացված գիծը երբեք չի հաղթի մայրուղուն։`}, stands: []string{`Վերաբացված գիծը երբեք չի հաղթի մայրուղուն։`},
		sections: map[string]string{"news": `Խաչմերուկ`, "opinion": `գնացքը`},
		full:     sampleArticle{headline: `Գիշերային գնացքը վերադարձել է։ Թող դանդաղ գնա`, stand: `Վերաբացված գիծը երբեք չի հաղթի մայրուղուն։`, body: `<p>Վերաբացված գիծը երբեք չի հաղթի մայրուղուն։</p>`, correction: `Վերաբացված գիծը երբեք չի հաղթի մայրուղուն։`}},
	"uk": {title: `Перехрестя`, author: `Нігяр Вахідлі`, translator: `Нігяр Вахідлі`, topic: `Нічний`, headlines: []string{`Нічний потяг повернувся. Хай їде повільно`, `Відновлена лінія ніколи не випередить шосе.`}, stands: []string{`Відновлена лінія ніколи не випередить шосе.`},
		sections: map[string]string{"news": `Перехрестя`, "opinion": `потяг`},
		full:     sampleArticle{headline: `Нічний потяг повернувся. Хай їде повільно`, stand: `Відновлена лінія ніколи не випередить шосе.`, body: `<p>Відновлена лінія ніколи не випередить шосе.</p>`, correction: `Відновлена лінія ніколи не випередить шосе.`}},
}
