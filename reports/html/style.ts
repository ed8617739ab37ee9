/** Two sets of colours that people who see fewer of them tell apart: blue for passed, vermilion for failed, ochre for warned. Signs say the same. */
const LIGHT = `--page:#fbfbfa;--panel:#fff;--sunk:#f3f4f4;--ink:#1c2126;--dim:#626b75;--line:#dfe2e5;--strong:#b9c0c7;
--passed:#0b5f8a;--passed-back:#e6f1f7;--failed:#b3340a;--failed-back:#fdebe3;--warned:#7d5700;--warned-back:#fbf3dc;--link:#0b5f8a;--focus:#0b5f8a;
--shade0:#eef0f1;--shade1:#d3e4ef;--shade2:#a9cce2;--shade3:#78aed0;--shade4:#468cb8;--shade5:#1d6796;--mark:#d4480f;color-scheme:light;`;
const DARK = `--page:#101418;--panel:#161b20;--sunk:#1c2228;--ink:#dde3e8;--dim:#93a0ab;--line:#2b333b;--strong:#49545f;
--passed:#74bfe6;--passed-back:#14303f;--failed:#ff9468;--failed-back:#43210f;--warned:#e3bd5c;--warned-back:#38300f;--link:#74bfe6;--focus:#74bfe6;
--shade0:#1e252b;--shade1:#1c3a4d;--shade2:#24546f;--shade3:#2f7297;--shade4:#4696c0;--shade5:#7cc3e8;--mark:#ff8a52;color-scheme:dark;`;

/** The style sheet of a report. */
export const STYLE: string = `
:root{${LIGHT}--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",Arial,sans-serif}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}}}
@media screen{:root[data-theme=dark]{${DARK}}}
*{box-sizing:border-box}
html{scroll-padding-top:52px;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:14px/1.5 var(--sans);font-variant-numeric:tabular-nums}
header,nav,main,footer{padding-inline:max(24px,calc((100vw - 1400px)/2))}
header{padding-block:28px 16px}
.over{margin:0;font-size:12px;letter-spacing:.04em;color:var(--dim)}
h1{margin:2px 0 4px;font-size:26px;line-height:1.2;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
header p:last-child{margin:0}
h2{margin:0 0 12px;font-size:18px;font-weight:650;letter-spacing:-.005em}
h3{margin:0 0 6px;font-size:14px;font-weight:600;overflow-wrap:anywhere}
h4{margin:12px 0 2px;font-size:13px;font-weight:600}
h3 .dim{font-weight:400}
code,.bits,kbd{font-family:var(--mono);font-size:.92em}
small{font-size:11px;font-weight:400;color:var(--dim)}
a{color:var(--link);text-underline-offset:2px;text-decoration-thickness:1px}
a:focus-visible,button:focus-visible,summary:focus-visible,input:focus-visible,select:focus-visible,.scroll:focus-visible{outline:2px solid var(--focus);outline-offset:1px}
.dim{color:var(--dim)}.bad{color:var(--failed)}
.passed{color:var(--passed)}.failed{color:var(--failed)}.warned{color:var(--warned)}.idle{color:var(--dim)}
.words,.skip:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:absolute;left:8px;top:8px;padding:6px 10px;background:var(--panel);z-index:9}
.unseen{font:11px var(--mono);padding:0 2px;border:1px solid var(--warned);color:var(--warned);border-radius:2px;white-space:nowrap}
nav{position:sticky;top:0;z-index:5;display:flex;align-items:center;gap:4px 18px;background:var(--page);border-block:1px solid var(--line);overflow-x:auto;white-space:nowrap;scrollbar-width:none}
nav a{color:var(--ink);text-decoration:none;padding:9px 0;border-bottom:2px solid transparent}
nav a:hover{border-color:var(--strong)}
button,select,input[type=search]{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--strong);border-radius:4px;padding:3px 8px}
button{cursor:pointer}button:hover{background:var(--sunk)}
#theme{margin-left:auto;border-color:transparent;background:none;color:var(--dim)}
main{padding-block:8px 40px}
section{padding-block:26px 6px}
section+section{border-top:1px solid var(--line);margin-top:22px}
footer{padding-block:16px 40px;border-top:1px solid var(--line)}
.scroll{overflow-x:auto}
.scroll.tall{width:fit-content;max-width:100%;max-height:calc(100vh - 120px);overflow:auto;border:1px solid var(--line);background:var(--panel)}
table{border-collapse:collapse}
th{font-weight:600;text-align:left}
.plain th,.plain td{padding:5px 14px 5px 0;border-bottom:1px solid var(--line);vertical-align:baseline}
.plain thead th{font-size:12px;font-weight:500;color:var(--dim);white-space:nowrap;border-bottom-color:var(--strong)}
.plain tbody+tbody tr:first-child>*{border-top:1px solid var(--strong)}
.number{text-align:right!important;white-space:nowrap}
.verdicts{width:100%}
.verdicts th[scope=row]{overflow-wrap:anywhere;min-width:9em}
.verdict{white-space:nowrap;font-weight:600}
.verdict b{display:inline-block;width:1.1em}
.why{width:34%;min-width:16em}
.key{font-size:12.5px;color:var(--dim);max-width:100ch}
.key b{margin-left:10px}
p.key{margin:0 0 14px}
.options{display:flex;flex-wrap:wrap;align-items:center;gap:6px 18px;margin:0 0 10px}
.options label{white-space:nowrap;cursor:pointer}
.options .key{flex:1 1 40ch}
.options input{accent-color:var(--passed);vertical-align:-1px}
.segment{display:inline-flex;gap:12px;padding:2px 10px;border:1px solid var(--line);border-radius:4px;background:var(--panel)}
.clauses{border-collapse:separate;border-spacing:0;min-width:min(100%,600px)}
.clauses th,.clauses td{padding:2px 10px;border-bottom:1px solid var(--line);border-right:1px solid var(--line);text-align:center}
.clauses thead th{position:sticky;top:0;z-index:2;background:var(--panel);border-bottom:1px solid var(--strong);vertical-align:bottom;padding-block:8px 6px;font-size:12.5px;max-width:12em}
.clauses thead th span{display:block;font-weight:400;white-space:nowrap}
.clauses thead th .name{font-weight:600;white-space:normal;overflow-wrap:anywhere}
.clauses th:first-child{position:sticky;left:0;z-index:1;background:var(--panel);text-align:left;font:13px var(--mono);white-space:nowrap;border-right-color:var(--strong)}
.clauses thead th:first-child{z-index:3;font:500 12px var(--sans);color:var(--dim)}
.clauses .level th{font:600 12px var(--sans);background:var(--sunk);padding-block:5px;z-index:1;left:0}
.clauses td b{display:inline-block;min-width:1.2em;font-size:14px}
.clauses td small{color:inherit}
.clauses td.failed{background:var(--failed-back)}.clauses td.warned{background:var(--warned-back)}
.clauses td.idle{background:repeating-linear-gradient(135deg,transparent 0 5px,var(--sunk) 5px 7px)}
.clauses td a{color:inherit;text-decoration:none;display:block}
.clauses td a:hover{text-decoration:underline}
.parts{display:none;font:12px/1.25 var(--mono)}
.parts span{display:flex;justify-content:center;gap:1px}
.parts em{font-style:normal;color:var(--dim);margin-right:5px;font-size:10.5px}
.parts i{font-style:normal;width:1.35em}
.parts i.failed{background:var(--failed-back);font-weight:700;outline:1px solid var(--failed);outline-offset:-1px}
.parts i.warned{font-weight:700}
.parted-key{display:none}
#clauses:has(#parted:checked) .parts,#clauses:has(#parted:checked) .parted-key{display:block}
#clauses:has(#parted:checked) td.failed{background:none}
#clauses:has(#broken:checked) .quiet{display:none}
.filters{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:center;margin-bottom:10px;font-size:13px}
.filters label{color:var(--dim)}
.filters select{max-width:13em;margin-left:3px;color:var(--ink)}
.filters input{width:min(26ch,100%)}
.filters output{margin-left:auto;color:var(--dim)}
#list{border-top:1px solid var(--strong)}
.finding{border-bottom:1px solid var(--line)}
.finding>summary{display:grid;grid-template-columns:1.4em minmax(9em,1.1fr) minmax(9em,1fr) minmax(12em,1.25fr) minmax(12em,2.4fr) 7em;gap:0 14px;padding:6px 4px;cursor:pointer;list-style:none;align-items:baseline}
.finding>summary::-webkit-details-marker{display:none}
.finding>summary:hover{background:var(--sunk)}
.finding[open]>summary{background:var(--sunk)}
.finding .clause{font:600 13px var(--mono);overflow-wrap:anywhere}
.finding .target,.finding .where,.finding .message{overflow-wrap:anywhere;min-width:0}
.finding .message code{color:var(--dim)}
.finding .count{text-align:right;color:var(--dim);white-space:nowrap}
.tag{font:11px var(--sans);border:1px solid var(--strong);border-radius:3px;padding:0 4px}
.body{display:flex;flex-wrap:wrap;gap:14px 36px;padding:14px 4px 20px 1.8em}
.body dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 14px;margin:0;flex:1 1 34em;min-width:min(100%,22em);align-content:start}
.body dt{color:var(--dim);font-size:12.5px}
.body dd{margin:0;overflow-wrap:anywhere}
.command{display:flex;gap:8px;align-items:start}
.command code{flex:1;background:var(--sunk);padding:3px 7px;border-radius:3px;overflow-wrap:anywhere}
.link{color:inherit}
.case{min-width:0;max-width:100%}.case .scroll{padding:3px}
.case table{font:12.5px/1.25 var(--mono)}
.case th{font-weight:400;color:var(--dim);padding:2px 8px;text-align:center;white-space:nowrap}
.case .edge td,.case td.edge{color:var(--dim);padding:2px 8px;text-align:center;white-space:nowrap}
.case .edge th{padding-right:8px}
.case tbody td:not(.edge):not(.formula){border:1px solid var(--strong);min-width:4.6em;height:3.4em;padding:3px 7px;text-align:center;vertical-align:middle;background:var(--panel)}
.case td span{display:block;white-space:nowrap}
.case td .bits,.case .wanted{font-size:10.5px;color:var(--dim)}
.case td.off.right .value{color:var(--dim)}
.case td.label{box-shadow:inset 0 0 0 2px var(--passed)}
.case td.label.right{background:var(--passed-back)!important}
.case td.wrong,.case td.unwritten{background:var(--failed-back)!important;color:var(--failed)}
.case td.wrong span,.case td.unwritten span{color:var(--failed)!important}
.case td.unwritten{background:repeating-linear-gradient(135deg,var(--failed-back) 0 6px,var(--panel) 6px 9px)!important}
.case td.found{outline:2px solid var(--failed);outline-offset:1px}
.case td.formula{padding-left:14px;white-space:nowrap}
.case td.formula span{display:inline}
.case p{margin:8px 0 0;font-size:12.5px}
.guards{display:flex;flex-wrap:wrap;gap:6px;align-items:center}
.units{display:inline-flex;gap:2px}
.units i{min-width:9px;height:13px;border:1px solid var(--strong);background:var(--shade1)}
.units i.broken{font:normal 10px/12px var(--mono);background:var(--failed-back);border-color:var(--failed);color:var(--failed);padding:0 2px}
.buffer{font:11.5px var(--mono);border:1px solid var(--strong);padding:0 10px}
.keys{margin-top:12px!important}
kbd{border:1px solid var(--strong);border-radius:3px;padding:0 4px;margin-left:10px}
.row{margin:12px 0 16px}details.row{margin:4px 0}
.row>summary{cursor:pointer}.row>summary h3{display:inline-block}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19em),1fr));gap:14px 24px}
.maps{display:flex;flex-wrap:wrap;gap:14px 28px}
.blocks,.speeds{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,33em),1fr));gap:6px 40px}
.speeds{grid-template-columns:repeat(auto-fill,minmax(min(100%,31em),1fr))}
figure{margin:0;max-width:100%}
figcaption{font-size:12.5px;margin-bottom:4px}
.bars text,.map text{font:9.5px var(--mono);fill:var(--dim);text-anchor:middle}
.map text.y{text-anchor:end}.map text.x{text-anchor:start}
.map svg{max-width:100%;height:auto}
path.bin{stroke:var(--shade0)}rect.bin{fill:var(--shade0)}.bar{fill:var(--shade4)}
.noise{stroke:var(--ink);stroke-width:1.4;fill:none}
.worst{margin:2px 0 0;font-size:12px;line-height:1.45}
.figures.of-sum,.figures.of-none,.by-relative{display:none}
#errors:has(#of-sum:checked) .of-mean,#errors:has(#of-none:checked) .of-mean{display:none}
#errors:has(#of-sum:checked) .of-sum,#errors:has(#of-none:checked) .of-none{display:grid}
#errors:has(#by-relative:checked) .by-ulp{display:none}
#errors:has(#by-relative:checked) .by-relative{display:block}
.shade0{stroke:var(--shade0);background:var(--shade0)}.shade1{stroke:var(--shade1);background:var(--shade1)}.shade2{stroke:var(--shade2);background:var(--shade2)}.shade3{stroke:var(--shade3);background:var(--shade3)}.shade4{stroke:var(--shade4);background:var(--shade4)}.shade5{stroke:var(--shade5);background:var(--shade5)}
.failing{stroke:var(--mark)}
.strip{display:inline-flex;flex-wrap:wrap;gap:1px;vertical-align:-2px}
.strip i{width:8px;height:12px}
.sign{display:inline-block;width:8px;height:8px;background:var(--mark);margin-left:12px}
.maps+details{margin-top:6px}
.maps+details summary{cursor:pointer;color:var(--dim);font-size:12.5px}
.choices{font-size:13px}.choices td:nth-last-child(n+3){white-space:nowrap}.choices tbody td code{white-space:nowrap}
.speed td{white-space:nowrap}
.gauge{vertical-align:-1px}
.notes{margin:8px 0 0;padding-left:18px;color:var(--dim)}
.row .plain{margin:6px 0 12px}
.end{height:1px}
@media (max-width:820px){
header,nav,main,footer{padding-inline:14px}
h1{font-size:21px}
.finding>summary{grid-template-columns:1.4em 1fr auto;gap:0 8px}
.finding .target{grid-column:2}.finding .where,.finding .message{grid-column:2/-1}
.finding .message code{color:var(--dim)}
.finding .count{grid-row:1;grid-column:3}
.body{padding-left:4px}
.filters label:not(.search){flex:1 1 40%;display:flex;flex-direction:column}
.filters select{max-width:100%;margin:0}
.search{flex-basis:100%}.filters input{width:100%}
.clauses th:first-child{font-size:11.5px;min-width:9.5em;white-space:normal}
.gauge{width:110px}
.clauses th,.clauses td{padding-inline:6px}
}
@media print{
@page{margin:14mm}
body{font-size:10.5px;background:#fff}
nav,.filters,.skip,button,.options label,.segment,.keys,footer{display:none!important}
header,main{padding-inline:0}
.scroll,.scroll.tall{overflow:visible;max-height:none;border:0}
.clauses th,.clauses thead th{position:static}
.parts,.parted-key{display:block!important}
.finding{break-inside:avoid}
details::details-content{content-visibility:visible;display:block;height:auto}
.row,figure,tr{break-inside:avoid}
td.failed,td.warned,td.wrong,td.unwritten,td.right,.strip i,.units i,.sign{print-color-adjust:exact;-webkit-print-color-adjust:exact}
a{color:inherit;text-decoration:none}
}
`;
