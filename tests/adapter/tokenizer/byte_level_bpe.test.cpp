// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/tokenizer/byte_level_bpe.hpp>

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <source_directory.hpp>

namespace {

using passk::token_ids;
using passk::adapter::tokenizer::byte_level_bpe;
using passk::adapter::tokenizer::template_tokens;

// What golden.py wrote: the committed file, or the one that PASSK_TOKENIZER_GOLDEN names.
boost::json::array golden() {
    const char* const other = std::getenv("PASSK_TOKENIZER_GOLDEN");
    const std::string path =
        other != nullptr ? other
                         : passk_tests::source_directory() + "/tests/adapter/tokenizer/golden.json";
    std::ifstream file(path);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    REQUIRE_MESSAGE(!text.empty(), path);
    return boost::json::parse(text).as_array();
}

token_ids ids_of(const boost::json::value& list) {
    return boost::json::value_to<token_ids>(list);
}

TEST_CASE("ids and texts are those of Hugging Face's tokenizers") {
    std::size_t checked = 0;
    for (const boost::json::value& model : golden()) {
        const auto read = byte_level_bpe::parse("t", boost::json::serialize(model.at("tokenizer")));
        REQUIRE_MESSAGE(read, (read ? "" : read.error().context));
        const byte_level_bpe& tokenizer = read.value();
        for (const boost::json::value& row : model.at("cases").as_array()) {
            CAPTURE(boost::json::serialize(model.at("name")));
            CAPTURE(boost::json::serialize(row));
            const std::string text = boost::json::value_to<std::string>(row.at("text"));
            const token_ids expected = ids_of(row.at("ids"));
            const auto ids = tokenizer.encode(text);
            REQUIRE(ids);
            REQUIRE(ids.value() == expected);
            REQUIRE(tokenizer.encode(text, template_tokens::added).value()
                    == ids_of(row.at("with_template")));
            REQUIRE(tokenizer.decode(expected)
                    == boost::json::value_to<std::string>(row.at("decoded")));
            const token_ids half(
                expected.begin(),
                expected.begin() + static_cast<std::ptrdiff_t>(expected.size() / 2));
            REQUIRE(tokenizer.decode(half) == boost::json::value_to<std::string>(row.at("cut")));
            ++checked;
        }
    }
    CHECK(checked >= 70);
}

// The first golden tokenizer with one text for another; the complaint about it.
std::string complaint(std::string_view from, std::string_view to) {
    std::string text = boost::json::serialize(golden()[1].at("tokenizer"));
    const std::size_t at = text.find(from);
    REQUIRE_MESSAGE(at != std::string::npos, std::string(from));
    const auto read = byte_level_bpe::parse("t", text.replace(at, from.size(), to));
    return read ? "accepted" : read.error().context;
}

TEST_CASE("other tokenizers are refused by name") {
    CHECK(complaint(R"("type":"BPE")", R"("type":"Unigram")")
          == "t: the model is not BPE (\"Unigram\")");
    CHECK(complaint(R"("byte_fallback":false)", R"("byte_fallback":true)")
          == "t: byte_fallback is not supported");
    CHECK(complaint(R"("dropout":null)", R"("dropout":0.1)")
          == "t: dropout is not supported (1E-1)");
    CHECK(complaint(R"("normalizer":null)", R"("normalizer":{"type":"NFKC"})")
          == "t: the normalizer is not NFC (NFKC)");
    CHECK(complaint("{1,3}", "{1,2}")
              .starts_with("t: the pre_tokenizer splits neither as GPT-2, Llama 3 nor Qwen 2"));
    CHECK(complaint(R"("use_regex":false)", R"("use_regex":true)")
          == "t: the pre_tokenizer cuts words twice, or not at all");
    CHECK(complaint(R"("add_prefix_space":false)", R"("add_prefix_space":true)")
          == "t: add_prefix_space is not supported");
    CHECK(complaint(R"("truncation":null)", R"("truncation":{"max_length":3})")
          == "t: truncation is not supported");
    CHECK(complaint(R"("lstrip":false)", R"("lstrip":true)")
          == "t: an added token with lstrip is not supported (<|begin|>)");
    CHECK(complaint(R"("decoder":{"type":"ByteLevel")", R"("decoder":{"type":"Metaspace")")
          == "t: the decoder is not ByteLevel (Metaspace)");
}

TEST_CASE("damaged files are errors that show the place") {
    CHECK(complaint(R"("merges":[)", R"("merges":["qqqq zzzz",)")
          == "t: merge 0 names a token that the vocabulary does not have (\"qqqq zzzz\")");
    CHECK(complaint(R"("merges":[)", R"("merges":["a",)")
          == "t: merge 0 has no space between its parts (\"a\")");
    CHECK(complaint(R"("merges":[)", R"("merges":[["a"],)") == "t: a merge is not text ([\"a\"])");
    CHECK(complaint(R"("vocab":{)", R"("vocab":{"new":0,)") == "t: two tokens have the id 0 (!)");
    CHECK(complaint(R"("vocab":{)", R"("vocab":{"new":-1,)")
          == "t: an id of vocab is not a whole number from 0 to 4194303 (-1)");
    CHECK(complaint(R"("vocab":{"!":0,)", R"("vocab":{)")
          == "t: the vocabulary has no token for a byte (33)");
    CHECK(byte_level_bpe::parse("t", "{").error().context.starts_with("t: line 1: not valid JSON"));
    CHECK(byte_level_bpe::open("/nowhere/tokenizer.json").error().code == passk::errc::io);
}

TEST_CASE("merges may be written as texts, as before tokenizers 0.20") {
    boost::json::value model = golden()[0].at("tokenizer");
    for (boost::json::value& merge : model.at("model").at("merges").as_array()) {
        merge = boost::json::value_to<std::string>(merge.at(0)) + ' '
                + boost::json::value_to<std::string>(merge.at(1));
    }
    const auto read = byte_level_bpe::parse("t", boost::json::serialize(model));
    REQUIRE(read);
    const boost::json::value first = golden()[0].at("cases").at(0);
    CHECK(read.value().encode(boost::json::value_to<std::string>(first.at("text"))).value()
          == ids_of(first.at("ids")));
}

TEST_CASE("texts that are not UTF-8, and ids that are none") {
    const byte_level_bpe tokenizer =
        byte_level_bpe::parse("t", boost::json::serialize(golden()[0].at("tokenizer"))).value();
    CHECK(tokenizer.encode("ab\xC3").error().context == "the text is not UTF-8 from byte 2 on");
    CHECK(tokenizer.encode("\xED\xA0\x80").error().code == passk::errc::rejected);
    CHECK_THROWS_AS(static_cast<void>(tokenizer.decode(token_ids{100000})), passk::domain_error);
    CHECK_THROWS_AS(static_cast<void>(tokenizer.decode(token_ids{-1})), passk::domain_error);
}

}  // namespace
