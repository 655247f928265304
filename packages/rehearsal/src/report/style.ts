/** The report's own style sheet: light, dark by the reader's preference, and paper. No fonts or pictures from elsewhere. */

/** CSS text; colours from Okabe and Ito (2008), darkened for light ground so that lines keep a contrast of 3 to 1. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f7f8fa;--raised:#fff;--line:#dde1e8;--text:#1a2030;--muted:#566072;--accent:#8a6100;
--t0:#9a6b00;--t1:#0b72b0;--t2:#00795a;--t3:#c24e00;--t4:#a8447d;--t5:#4b5566;--t6:#7a6f00;
--dark-band:#d8dce6;--asleep:#c3c9d6;--lit:#f4dfa6;--earth:#a9d3ee;--relay:#9fd8c4;--good:#00795a;--warn:#b45309;--bad:#b3261e;
--mono:"JetBrains Mono",ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;--sans:Inter,system-ui,"Segoe UI",Roboto,"Noto Sans","Noto Sans SC",sans-serif}
@media (prefers-color-scheme:dark){:root{--ground:#0b0e14;--raised:#121722;--line:#232a38;--text:#e6e9f0;--muted:#9aa4b5;--accent:#f2c14e;
--t0:#f2c14e;--t1:#56b4e9;--t2:#2cc295;--t3:#ff8a4c;--t4:#e29ac4;--t5:#a9b3c4;--t6:#f0e442;
--dark-band:#1a2130;--asleep:#262f42;--lit:#6b5518;--earth:#1f4f70;--relay:#1a5a48;--good:#2cc295;--warn:#ffb454;--bad:#ff7b72}}
@media print{:root{--ground:#fff;--raised:#fff;--line:#bbb;--text:#000;--muted:#333;--accent:#5c4100}body{font-size:10pt}nav{display:none}
section{break-inside:auto}figure,tr,.card{break-inside:avoid}a{color:inherit;text-decoration:none}.scroll{overflow:visible!important}}
*{box-sizing:border-box}html{scroll-behavior:smooth}@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.55 var(--sans);font-variant-numeric:tabular-nums}
header,main,footer,nav>ul{max-width:1120px;margin:0 auto;padding:0 24px}
header{padding-top:56px;padding-bottom:8px}.over{margin:0;color:var(--muted);letter-spacing:.06em;text-transform:uppercase;font-size:12px}
h1{font-size:40px;line-height:1.15;margin:8px 0 12px;font-weight:650;letter-spacing:-.02em}
h2{font-size:24px;margin:0 0 4px;font-weight:620;letter-spacing:-.01em}h3{font-size:15px;margin:28px 0 8px;font-weight:620}
.lead{margin:0 0 20px;color:var(--muted);max-width:74ch}.verdict{font-size:18px;margin:0 0 8px;max-width:74ch}
nav{position:sticky;top:0;background:color-mix(in srgb,var(--ground) 92%,transparent);border-block:1px solid var(--line);z-index:2;margin-top:24px}
nav>ul{display:flex;gap:4px 20px;flex-wrap:wrap;list-style:none;padding-top:10px;padding-bottom:10px;font-size:13px}
a{color:var(--accent)}nav a{color:var(--text);text-decoration:none}nav a:hover{color:var(--accent);text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
section{padding:48px 0 8px;scroll-margin-top:44px}section+section{border-top:1px solid var(--line)}
figure{margin:12px 0 24px}figcaption,.note{color:var(--muted);font-size:13px}figcaption{max-width:84ch}.note{display:block;font-weight:400}
.scroll{overflow-x:auto}svg{display:block;width:100%;height:auto;overflow:visible}figure>.scroll>svg{min-width:560px}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:8px 32px}.two>*{min-width:0}
.three{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));gap:8px 24px}.three>*{min-width:0}
.three svg,.two figure svg,.three figure svg{min-width:0!important}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:20px 24px;margin:16px 0 24px}
.figures div{border-top:2px solid var(--line);padding-top:8px}.figures dt{color:var(--muted);font-size:13px}
.figures dd{margin:2px 0 0;font-size:19px;font-weight:600}
table{border-collapse:collapse;width:100%;font-size:13.5px;margin-bottom:20px}caption{text-align:left;color:var(--muted);padding:0 0 6px;font-size:13px}
th{text-align:left;font-weight:600;color:var(--muted);font-size:12.5px;border-bottom:1px solid var(--line);padding:6px 14px 6px 0;vertical-align:bottom}
td{border-bottom:1px solid var(--line);padding:6px 14px 6px 0;vertical-align:top}.n{text-align:right}td.n,td.k{white-space:nowrap}
code,.code{font-family:var(--mono);font-size:.92em;overflow-wrap:anywhere}pre{font:12.5px/1.5 var(--mono);background:var(--raised);border:1px solid var(--line);padding:12px 16px;overflow-x:auto}
details{margin:12px 0 20px}summary{cursor:pointer;color:var(--accent);font-size:14px;padding:4px 0}
.assumed{display:inline-block;font-size:11px;line-height:16px;padding:0 6px;border:1px dashed var(--muted);border-radius:8px;color:var(--muted);font-weight:400;white-space:nowrap}
.state{display:inline-flex;gap:6px;align-items:center;white-space:nowrap}.state svg{width:12px;height:12px;flex:none;fill:currentColor}
.state>svg .ring{fill:none;stroke:currentColor;stroke-width:2}.state.nominal svg{color:var(--good)}.state.watch svg{color:var(--t1)}.state.warning svg{color:var(--warn)}.state.critical svg{color:var(--bad)}
.legend{display:flex;flex-wrap:wrap;gap:2px 18px;list-style:none;padding:0;margin:4px 0;font-size:12.5px;color:var(--muted)}.legend li{display:flex;gap:6px;align-items:center}.legend svg{width:22px;height:8px;min-width:0!important}
.axis{font-size:11px;fill:var(--muted);font-family:var(--sans)}.label{font-size:11.5px;fill:var(--text);font-family:var(--sans)}.grid{stroke:var(--line);stroke-width:1;fill:none}
.line{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke:currentColor}.fill{stroke:none;opacity:.16;fill:currentColor}.mark{stroke:var(--muted);stroke-width:1;stroke-dasharray:4 3;fill:none}
.t0{color:var(--t0)}.t1{color:var(--t1);stroke-dasharray:7 3}.fill.t1{stroke-dasharray:none}.t2{color:var(--t2)}.t3{color:var(--t3);stroke-dasharray:2 2.5}.t4{color:var(--t4)}.t5{color:var(--t5)}.t6{color:var(--t6)}
.solid{stroke-dasharray:none}.dot{fill:currentColor;stroke:none}.body{fill:var(--raised);stroke:var(--muted);stroke-width:1}
.band.none{fill:none}.band.dark{fill:var(--dark-band)}.band.asleep{fill:var(--asleep)}.bar{fill:currentColor}.bar.joint{stroke:var(--text);stroke-width:.8}
.w-lit{fill:var(--lit)}.w-earth{fill:var(--earth)}.w-station{fill:var(--t1);opacity:.75}.w-relay{fill:var(--relay)}.track{fill:var(--raised);stroke:var(--line)}
.ground{fill:var(--dark-band);stroke:var(--muted);stroke-width:1}.hatch{stroke:var(--t0);stroke-width:3}
.card{border-left:3px solid var(--bad);padding:4px 0 4px 16px;margin:20px 0}.card h3{margin:0 0 4px}.card dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;margin:6px 0 0;font-size:14px}.card dt{color:var(--muted)}.card dd{margin:0}
.ribbon{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(104px,1fr);gap:4px;list-style:none;margin:8px 0 0;padding:0;overflow-x:auto}.ribbon li{border-top:6px solid var(--t0);padding-top:6px;font-size:13px;line-height:1.35}.ribbon .note{font-size:12px;white-space:nowrap}
.bars{display:grid;grid-template-columns:minmax(150px,240px) minmax(160px,1fr) minmax(150px,220px);gap:10px 14px;align-items:center;font-size:13px;margin:12px 0 20px}.bars svg{height:24px}.bars>*{min-width:0}
@media (max-width:640px){.bars{grid-template-columns:1fr}.bars>:nth-child(3n){margin-bottom:10px}h1{font-size:32px}nav>ul{flex-wrap:nowrap;overflow-x:auto;white-space:nowrap}}
.board{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:24px 28px}.module{border-top:2px solid var(--line);padding-top:8px}.module h3{margin:0}
.module p{margin:0 0 6px;color:var(--muted);font-size:13px}.gates{list-style:none;margin:0;padding:0;font-size:13px}.gates li{display:grid;grid-template-columns:150px 1fr;gap:8px;padding:2px 0}.gates .note{margin:0}
footer{padding-top:32px;padding-bottom:56px;color:var(--muted);font-size:13px}
`
