package check

import (
	"strings"

	"masthead/internal/kit/lang"
)

// ordinary are words that stand with a capital in the names of states, offices and
// days. They are translated, not written in other letters.
var ordinary = map[lang.Tag][]string{
	lang.English: strings.Fields(`the and for but from with this that these those there then when while what who why how his her their our
		its she they not yes one two three four five six seven eight nine ten first second third last next new old great
		monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
		north south east west northern southern eastern western central upper lower middle united states state kingdom republic union
		federal federation national international european american british english french german russian georgian armenian azerbaijani turkish
		iranian persian chinese japanese korean indian arab israeli ukrainian scottish welsh irish spanish italian african asian australian canadian greek roman christian
		muslim jewish catholic orthodox islamic soviet ottoman house white supreme court high senate congress parliament assembly council committee commission
		ministry minister prime president vice deputy chief head secretary general foreign defence defense interior justice health education finance
		economy security affairs office department agency bureau service forces army navy police guard party democratic democrats labour conservative
		conservatives republican republicans liberal green people peoples nations world bank fund organisation organization association institute university
		college school academy academic center centre museum library theatre hospital church cathedral city town village county district region province
		street road avenue square park bridge river lake sea ocean mountain mount island islands bay gulf coast valley cup league champions
		championship games olympic olympics tour open club football team sports royal queen king prince princess duke lord lady sir judge
		attorney director governor mayor senator professor doctor captain colonel major sergeant pope saint holy black red blue grand star
		day week year night morning century age war peace prize award act bill law constitution charter treaty agreement pact human rights
		press news times post journal media group company corporation inc ltd limited radio television film festival show book big bill
		brown young home land free long short best most more some all any every each many few other another such only just even here
		now also after before during since until under over into about between against without within than because although though
		if whether you your we are was were has have had will would can could should must did does been being let like
		constitutional criminal civil public private social political economic military nuclear air space ground green fire water
		gold silver bronze medal final semi quarter group stage round match premier cabinet opposition leader spokesman
		spokeswoman chairman chairwoman executive board trade investment development research science technology
		environment energy climate change transport food drug administration treasury revenue customs border control immigration
		bay beach hill hills castle palace hall tower gate garden gardens field fields wood woods forest lane
		nobel ryder cup mid late early holiday christmas easter new year eve thanksgiving halloween sabbath`),
	lang.Russian: strings.Fields(`новый новая новое соединенные соединённые штаты штатов штатах америки северная северной южная южной западная западной восточная восточной
		великобритания верховный верховного верховном европейский европейского союз союза советский советского белый белого дом дома совет совета безопасности
		республика республики федерация федерации российская российской государственный государственная министерство премьер министр министра это как что
		национальный национального народная партия организация объединенных наций когда после если его она они тем кубок кубка лига чемпионов`),
	lang.Armenian: strings.Fields(`հյուսիսային հարավային արևմտյան արևելյան միացյալ նահանգների նահանգներ նահանգներում գերագույն դատարան դատարանի սպիտակ
		տան տուն հանրապետության հանրապետություն ազգային նոր եվրոպական միության միություն խորհրդի մեծ բրիտանիա բրիտանիայի բայց երբ այդ այս նրա`),
	lang.Azerbaijani: strings.Fields(`ağ ali məhkəmə məhkəməsi məhkəməsinin birləşmiş ştatları ştatlarının ştatlarında amerika şimali cənubi qərbi şərqi yeni böyük dövlət respublikası respublikasının
		milli nazirliyi nazirliyinin nazir baş prezident prezidenti avropa birliyi birliyinin şurası partiyası məclis məclisi universiteti
		universitetinin bank bankı kuboku liqası və bu bir ilə amma həmin sonra əgər onun onlar federal konstitusiya ordusu qüvvələri`),
	lang.Turkish: strings.Fields(`beyaz saray yüksek mahkeme mahkemesi birleşik devletleri devletleri'nde amerika kuzey güney batı doğu yeni büyük devlet cumhuriyeti
		milli ulusal bakanlığı bakan başbakan başkan başkanı cumhurbaşkanı avrupa birliği birleşmiş milletler konseyi partisi meclis meclisi üniversitesi
		bankası kupası ligi ve bu bir ile ama sonra eğer onun onlar federal anayasa silahlı kuvvetleri krallık`),
	lang.Ukrainian: strings.Fields(`сполучені сполучених штати штатів північна південна західна східна верховний верховного суд суду білий дім європейський союз рада ради
		республіка національний державний міністерство прем'єр міністр нова новий після коли якщо його вона вони це`),
}
