// nlp.js with its Dutch language package, as its own instructions say.
// node nlpjs.js FOLDER_OF_NODE_MODULES FOLDER_OF_SENTENCES

const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");

const [packages, folder] = process.argv.slice(2);
const from = createRequire(`${packages}/package.json`);
const { dockStart } = from("@nlpjs/basic");
const { LangNl } = from("@nlpjs/lang-nl");

const read = (name) =>
  readFileSync(`${folder}/${name}.tsv`, "utf-8").trimEnd().split("\n").map((line) => line.split("\t"));

const main = async () => {
  const dock = await dockStart({
    settings: { nlp: { languages: ["nl"], autoSave: false, nlu: { log: false } } },
    use: ["Basic"],
  });
  const nlp = dock.get("nlp");
  nlp.container.use(LangNl);
  nlp.addLanguage("nl");
  for (const [label, text] of read("train")) nlp.addDocument("nl", text, label);
  const began = process.cpuUsage();
  await nlp.train();
  const used = process.cpuUsage(began);

  const test = read("test");
  const milliseconds = [];
  let first = 0;
  let three = 0;
  for (const [labels, text] of test) {
    const right = labels.split("|");
    const asked = performance.now();
    const { classifications } = await nlp.process("nl", text);
    milliseconds.push(performance.now() - asked);
    const names = classifications.slice(0, 3).map((one) => one.intent);
    first += right.includes(names[0]);
    three += names.some((name) => right.includes(name));
  }
  milliseconds.sort((one, other) => one - other);
  console.log(JSON.stringify({
    accuracy: first / test.length,
    top_three: three / test.length,
    training_cpu_seconds: (used.user + used.system) / 1e6,
    milliseconds: milliseconds[Math.floor(milliseconds.length / 2)],
    model_bytes: Buffer.byteLength(nlp.export()),
  }));
};

main();
