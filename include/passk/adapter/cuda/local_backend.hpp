// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON, ICU and POSIX.
#ifndef PASSK_ADAPTER_CUDA_LOCAL_BACKEND_HPP
#define PASSK_ADAPTER_CUDA_LOCAL_BACKEND_HPP

#include <passk/adapter/checkpoint/model_config.hpp>
#include <passk/adapter/checkpoint/safetensors.hpp>
#include <passk/adapter/cuda/detail/arena.hpp>
#include <passk/adapter/cuda/detail/page_pool.hpp>
#include <passk/adapter/cuda/detail/transformer.hpp>
#include <passk/adapter/cuda/detail/weights.hpp>
#include <passk/adapter/cuda/local_options.hpp>
#include <passk/adapter/tokenizer/byte_level_bpe.hpp>
#include <passk/adapter/tokenizer/chat_format.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/refusal.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/sampling.hpp>
#include <passk/sample/token_id.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

namespace passk::adapter::cuda {

/// A decoder-only transformer of the Llama, Qwen2 or Qwen3 family in this process, for thousands
/// of completions of few prompts and for scoring given text. Models inference_backend and
/// scoring_backend.
///
/// Completions are worked on side by side, a new one joining as soon as one ends; those of one
/// prompt share its pages of the cache, as do texts to be scored. When the cache is full the
/// youngest completion gives its pages up and is computed again later: what it drew stays.
///
/// Prompts are token ids or, where the folder has a tokenizer.json, text and chats (ChatML or
/// Llama 3, whichever tokens the tokenizer has). A text is encoded with the tokenizer's template
/// tokens, a chat with those of its format.
///
/// @tparam Device  cpu_device, or cuda_device where nvcc compiles
/// @par Source
/// Kwon et al. 2023, "Efficient memory management for large language model serving with
/// PagedAttention", SOSP; Dao et al. 2023, "Flash-Decoding", for the stretches of a context.
template <class Device>
class local_backend {
public:
    /// Reads a model's folder (config.json, safetensors, tokenizer.json) onto a device.
    ///
    /// @returns  errc::rejected, with what would fit, if the memory does not hold the model
    /// @throws   domain_error for options out of range
    [[nodiscard]] static result<local_backend> open(const std::filesystem::path& folder,
                                                    const local_options& options = {},
                                                    Device device = Device{}) {
        auto config = checkpoint::read_model_config(folder);
        if (!config) {
            return config.error();
        }
        auto tensors = checkpoint::safetensors::open(folder);
        if (!tensors) {
            return tensors.error();
        }
        std::optional<tokenizer::byte_level_bpe> words;
        std::error_code ignored;
        if (std::filesystem::exists(folder / "tokenizer.json", ignored)) {
            auto read = tokenizer::byte_level_bpe::open(folder);
            if (!read) {
                return read.error();
            }
            words = std::move(read).value();
        }
        const std::filesystem::path clean = std::filesystem::absolute(folder).lexically_normal();
        const std::string name =
            (clean.has_filename() ? clean : clean.parent_path()).filename().string();
        auto made = make(name, config.value(), std::move(words), options, std::move(device));
        if (!made) {
            return made.error();
        }
        local_backend backend = std::move(made).value();
        detail::weight_loader<Device> loader(*backend.device_, tensors.value());
        if (const auto failure = loader.load(config.value(), backend.model_->weights())) {
            return error{failure->code, folder.string() + ": " + failure->context};
        }
        if (const auto failure = backend.device_->failure()) {
            return *failure;
        }
        return result<local_backend>(std::move(backend));
    }

    /// A model whose weights are all 0 until somebody writes them: for measurements of speed.
    [[nodiscard]] static result<local_backend> make(
        std::string name, const checkpoint::model_config& config,
        // NOLINTNEXTLINE(performance-unnecessary-value-param): moved below
        std::optional<tokenizer::byte_level_bpe> words, const local_options& options,
        Device device = Device{}) {
        passk::detail::expects(options.batch >= 1 && options.batch <= 65535,
                               "passk::adapter::cuda::local_options: batch is from 1 to 65535");
        passk::detail::expects(options.rows >= options.batch && options.rows <= 65536,
                               "passk::adapter::cuda::local_options: rows is from batch to 65536");
        passk::detail::expects(options.logprobs != logprob_distribution::unknown,
                               "passk::adapter::cuda::local_options: logprobs is raw or processed");
        local_backend backend;
        backend.device_ = std::make_unique<Device>(std::move(device));
        backend.config_ = config;
        backend.words_ = std::move(words);
        backend.options_ = options;
        if (const auto failure = backend.place()) {
            return *failure;
        }
        backend.describe(std::move(name));
        return result<local_backend>(std::move(backend));
    }

    [[nodiscard]] const backend_capabilities& capabilities() const noexcept { return able_; }

    void generate(std::span<const generation_request> requests, draw_sink sink,
                  std::stop_token stop) {
        expects_requests("passk::adapter::cuda::local_backend::generate", requests);
        std::list<prompt_group> groups;
        for (std::size_t r = 0; r < requests.size(); ++r) {
            auto group = group_of(requests[r], r);
            if (group) {
                if (requests[r].count > 0) {
                    groups.push_back(std::move(group).value());
                }
                continue;
            }
            for (std::uint32_t i = 0; i < requests[r].count; ++i) {
                sink({.request = r, .number = requests[r].first + i, .outcome = group.error()});
            }
        }
        running work(*this, groups, sink);
        while (work.advance(stop)) {
        }
    }

    [[nodiscard]] std::vector<result<token_logprobs>> score(
        std::span<const scoring_request> requests, std::stop_token stop) {
        std::vector<result<token_logprobs>> scores;
        std::deque<scored_text> waiting;
        for (std::size_t r = 0; r < requests.size(); ++r) {
            auto text = text_of(requests[r], r);
            if (text) {
                scores.emplace_back(error{errc::cancelled, "scoring was stopped"});
                waiting.push_back(std::move(text).value());
            } else {
                scores.emplace_back(text.error());
            }
        }
        scoring work(*this, waiting, scores);
        while (!stop.stop_requested() && work.advance()) {
        }
        return scores;
    }

    /// The device, for those who measure it.
    [[nodiscard]] Device& device() noexcept { return *device_; }
    /// The transformer, for those who write its weights.
    [[nodiscard]] detail::transformer<Device>& model() noexcept { return *model_; }

private:
    static constexpr std::uint32_t page_size = detail::cache_layout::page_size;

    // The prompt of a request, and which of its draws are still to come.
    struct prompt_group {
        const generation_request* request = nullptr;
        std::size_t index = 0;
        token_ids prompt{};
        std::uint32_t next = 0;             // draws begun
        std::uint32_t live = 0;             // draws that hold the shared pages
        std::vector<std::int32_t> pages{};  // of whole pages of the prompt, for all draws
        std::size_t filled = 0;             // tokens of these that are in the cache
        std::uint32_t slot = 0;             // while they are filled; 0: none

        // Tokens before the last, in whole pages: those draws share. The rest each computes.
        [[nodiscard]] std::size_t shared() const {
            return (prompt.size() - 1) / page_size * page_size;
        }
        [[nodiscard]] bool ready() const { return filled == shared(); }
    };

    // A completion that is being drawn.
    struct sequence {
        prompt_group* group = nullptr;
        std::uint32_t number = 0;
        std::uint32_t slot = 0;             // 0: waits
        std::vector<std::int32_t> pages{};  // its own, after the shared ones
        std::size_t in_cache = 0;           // of prompt and drawn tokens
        token_ids drawn{};
        std::vector<double> logprobs{};
        std::string bytes{};  // of its text

        [[nodiscard]] std::size_t length() const { return group->prompt.size() + drawn.size(); }
        [[nodiscard]] token_id token(std::size_t at) const {
            return at < group->prompt.size() ? group->prompt[at] : drawn[at - group->prompt.size()];
        }
    };

    // The whole pages of a prompt, for all texts that begin with it.
    struct scored_prompt {
        token_ids ids{};         // those in the pages
        std::size_t filled = 0;  // of these that are in the cache
        std::uint32_t live = 0;  // texts that hold the pages
        std::vector<std::int32_t> pages{};
    };

    struct scored_text {
        std::size_t index = 0;
        token_ids ids{};
        std::size_t first = 0;  // the first that is scored
        end_of_sequence ending = end_of_sequence::unknown;
        typename std::list<scored_prompt>::iterator prompt{};
        std::uint32_t slot = 0;
        std::vector<std::int32_t> pages{};  // its own, after the prompt's
        std::size_t in_cache = 0;
        std::vector<double> values{};

        [[nodiscard]] std::span<const token_id> shared() const {
            return std::span(ids).first((first - 1) / page_size * page_size);
        }
    };

    // ---- Memory ----------------------------------------------------------------------------

    [[nodiscard]] detail::transformer_sizes sizes_for(std::uint32_t batch, std::uint32_t rows,
                                                      std::uint32_t context) const {
        return {.rows = rows,
                .logits_rows = logits_rows(rows),
                .slots = batch + 1,
                .context = context,
                .pages = 0};
    }
    [[nodiscard]] std::uint32_t logits_rows(std::uint32_t rows) const {
        constexpr std::uint64_t most = std::uint64_t{256} << 20U;  // bytes of logits at once
        const std::uint64_t fitting = most / sizeof(float) / config_.vocab_size;
        return static_cast<std::uint32_t>(
            (std::clamp)(fitting, std::uint64_t{1}, std::uint64_t{rows}));
    }
    // Bytes of everything but the cache.
    [[nodiscard]] std::uint64_t fixed_size(const detail::transformer_sizes& sizes) {
        detail::arena count;
        const detail::transformer<Device> counted(*device_, config_, sizes, count);
        return count.used();
    }
    [[nodiscard]] static std::uint32_t pages_for(std::uint64_t tokens) {
        return static_cast<std::uint32_t>((tokens + page_size - 1) / page_size);
    }
    [[nodiscard]] static std::string mebibytes(std::uint64_t bytes) {
        return std::to_string((bytes + (1U << 20U) - 1) >> 20U) + " MiB";
    }

    [[nodiscard]] std::optional<error> place() {
        constexpr std::uint32_t longest_by_default = 32768;
        context_ = options_.context == 0 ? (std::min)(config_.max_positions, longest_by_default)
                                         : (std::min)(config_.max_positions, options_.context);
        const std::uint64_t budget =
            options_.memory != 0 ? options_.memory : device_->free_memory() / 10 * 9;
        const std::uint32_t rows = options_.deterministic ? options_.batch : options_.rows;
        detail::transformer_sizes sizes = sizes_for(options_.batch, rows, context_);
        const std::uint64_t page = detail::transformer<Device>::page_bytes(config_);
        const std::uint64_t slack = std::uint64_t{512} * (2 * config_.layers + 2);  // alignment
        const std::uint64_t fixed = fixed_size(sizes) + slack;
        // One completion of full length must fit, and the page that is nobody's.
        const std::uint64_t least = fixed + (pages_for(context_) + 1) * page;
        if (least > budget) {
            return does_not_fit(budget, least, page, slack);
        }
        const std::uint64_t useful = 1 + std::uint64_t{2} * options_.batch * pages_for(context_);
        sizes.pages = static_cast<std::uint32_t>(
            (std::min)({(budget - fixed) / page, useful, std::uint64_t{1} << 30U}));
        const std::uint64_t size = fixed + sizes.pages * page;
        auto block = device_->allocate(size);
        if (!block) {
            return block.error();
        }
        detail::arena memory(block.value(), size);
        model_ = std::make_unique<detail::transformer<Device>>(*device_, config_, sizes, memory);
        model_->prepare();
        model_->use_one_shape(options_.deterministic && !Device::products_see_rows_only);
        pool_ = std::make_unique<detail::page_pool>(sizes.pages);
        for (std::uint32_t slot = options_.batch; slot > 0; --slot) {
            slots_.push_back(slot);
        }
        return device_->failure();
    }

    // The error of a budget that is too small, with what the same budget would hold.
    [[nodiscard]] error does_not_fit(std::uint64_t budget, std::uint64_t least, std::uint64_t page,
                                     std::uint64_t slack) {
        detail::arena count;
        static_cast<void>(detail::model_weights<typename Device::real>::place(config_, count));
        std::string message = "out of memory: the budget is " + mebibytes(budget)
                              + ", the weights take " + mebibytes(count.used())
                              + ", and with a batch of " + std::to_string(options_.batch) + ", "
                              + std::to_string(options_.rows) + " rows and a context of "
                              + std::to_string(context_) + " it takes at least " + mebibytes(least);
        for (std::uint32_t context = context_; context >= 256; context /= 2) {
            for (std::uint32_t batch = options_.batch; batch >= 1; batch /= 4) {
                const std::uint32_t rows = (std::max)(batch, (std::min)(options_.rows, 256U));
                const std::uint64_t needed = fixed_size(sizes_for(batch, rows, context)) + slack
                                             + (pages_for(context) + 1) * page;
                if (needed <= budget) {
                    return {errc::rejected, message + "; a batch of " + std::to_string(batch) + ", "
                                                + std::to_string(rows) + " rows and a context of "
                                                + std::to_string(context) + " would fit"};
                }
            }
        }
        return {errc::rejected, message + "; no batch and context would fit"};
    }

    void describe(std::string name) {
        able_.name = "passk on " + device_->name();
        able_.model = std::move(name);
        if (words_) {
            if (words_->id_of("<|im_start|>") && words_->id_of("<|im_end|>")) {
                chat_ = tokenizer::chat_format::chatml;
            } else if (words_->id_of("<|start_header_id|>") && words_->id_of("<|eot_id|>")) {
                chat_ = tokenizer::chat_format::llama3;
            }
        }
        able_.text_prompts = able_.scores_text = able_.stop = words_.has_value();
        able_.chat_prompts = chat_.has_value();
        able_.token_prompts = able_.token_ids = able_.scores_tokens = true;
        able_.sampled_logprobs = true;
        able_.sampled_from = options_.logprobs;
        able_.seeded = options_.deterministic || Device::products_see_rows_only;
        able_.context_length = context_;
    }

    // ---- Prompts ---------------------------------------------------------------------------

    [[nodiscard]] result<token_ids> ids_of(const prompt& given) const {
        if (const auto* const ids = std::get_if<token_ids>(&given)) {
            for (const token_id id : *ids) {
                if (id < 0 || static_cast<std::uint32_t>(id) >= config_.vocab_size) {
                    return error{errc::rejected,
                                 "no token of the model has the id " + std::to_string(id)};
                }
            }
            return *ids;
        }
        if (const auto* const text = std::get_if<std::string>(&given)) {
            return encoded(*text, tokenizer::template_tokens::added);
        }
        auto rendered = tokenizer::render_chat(*chat_, *std::get_if<chat>(&given));
        if (!rendered) {
            return rendered.error();
        }
        return encoded(rendered.value(), tokenizer::template_tokens::left_out);
    }

    [[nodiscard]] result<token_ids> encoded(std::string_view text,
                                            tokenizer::template_tokens around) const {
        auto ids = words_->encode(text, around);
        if (ids) {
            for (const token_id id : ids.value()) {
                if (static_cast<std::uint32_t>(id) >= config_.vocab_size) {
                    return error{errc::malformed, "the tokenizer has the token "
                                                      + std::to_string(id) + ", the model has not"};
                }
            }
        }
        return ids;
    }

    // Why a text of so many tokens cannot be worked on.
    [[nodiscard]] std::optional<error> too_long(std::size_t prompt, std::size_t all) const {
        if (prompt == 0) {
            return error{errc::rejected, "the prompt has no tokens"};
        }
        if (prompt >= context_ || all > context_) {
            return error{errc::rejected, std::to_string((std::max)(prompt, all))
                                             + " tokens exceed the context of "
                                             + std::to_string(context_)};
        }
        return std::nullopt;
    }

    [[nodiscard]] result<prompt_group> group_of(const generation_request& request,
                                                std::size_t index) const {
        if (auto refused = refusal(able_, request)) {
            return *refused;
        }
        if (request.logprobs && options_.logprobs == logprob_distribution::processed
            && request.how.temperature == 0.0) {
            return error{errc::unsupported, "processed log-probabilities of greedy completions"};
        }
        auto ids = ids_of(request.prompt);
        if (!ids) {
            return ids.error();
        }
        prompt_group group;
        group.request = &request;
        group.index = index;
        group.prompt = std::move(ids).value();
        if (auto refused = too_long(group.prompt.size(), 0)) {
            return *refused;
        }
        return group;
    }

    [[nodiscard]] result<scored_text> text_of(const scoring_request& request,
                                              std::size_t index) const {
        if (auto refused = refusal(able_, request)) {
            return *refused;
        }
        auto ids = ids_of(request.prompt);
        if (!ids) {
            return ids.error();
        }
        scored_text text;
        text.index = index;
        text.first = ids.value().size();
        if (const auto* const more = std::get_if<token_ids>(&request.continuation)) {
            auto known = ids_of(*more);
            if (!known) {
                return known.error();
            }
            text.ids = std::move(ids).value();
            text.ids.insert(text.ids.end(), more->begin(), more->end());
            text.ending = end_of_sequence::included;
        } else {
            auto whole = whole_text(request);
            if (!whole) {
                return whole.error();
            }
            text.ids = std::move(whole).value();
            if (text.ids.size() < text.first
                || !std::equal(ids.value().begin(), ids.value().end(), text.ids.begin())) {
                return error{errc::rejected,
                             "the prompt's last token reaches into the continuation: give ids"};
            }
            text.ending = end_of_sequence::excluded;
        }
        if (auto refused = too_long(text.first, text.ids.size())) {
            return *refused;
        }
        return text;
    }

    // The ids of prompt and continuation as one text.
    [[nodiscard]] result<token_ids> whole_text(const scoring_request& request) const {
        const std::string& more = *std::get_if<std::string>(&request.continuation);
        if (const auto* const text = std::get_if<std::string>(&request.prompt)) {
            return encoded(*text + more, tokenizer::template_tokens::added);
        }
        if (const auto* const ids = std::get_if<token_ids>(&request.prompt)) {
            auto tail = encoded(more, tokenizer::template_tokens::left_out);
            if (!tail) {
                return tail;
            }
            token_ids whole = *ids;
            whole.insert(whole.end(), tail.value().begin(), tail.value().end());
            return whole;
        }
        auto rendered = tokenizer::render_chat(*chat_, *std::get_if<chat>(&request.prompt));
        if (!rendered) {
            return rendered.error();
        }
        return encoded(rendered.value() + more, tokenizer::template_tokens::left_out);
    }

    // ---- Generation ------------------------------------------------------------------------

    [[nodiscard]] std::uint32_t take_slot() {
        const std::uint32_t slot = slots_.back();
        slots_.pop_back();
        return slot;
    }
    void give_back(std::uint32_t& slot) {
        if (slot != 0) {
            slots_.push_back(std::exchange(slot, 0));
        }
    }

    // Runs what stands in batch_, padded to a shape that the device knows.
    void run_batch() {
        const std::uint32_t most = model_->most_rows(furthest_);
        const bool one_shape = options_.deterministic && !Device::products_see_rows_only;
        const auto rows = static_cast<std::uint32_t>(batch_.tokens.size());
        model_->forward(batch_, one_shape ? most : (std::min)(device_->padded_rows(rows), most),
                        results_);
    }

    void add_row(token_id token, std::uint32_t slot, std::size_t position) {
        batch_.tokens.push_back(token);
        batch_.slots.push_back(static_cast<std::int32_t>(slot));
        batch_.positions.push_back(static_cast<std::int32_t>(position));
        furthest_ = (std::max)(furthest_, static_cast<std::uint32_t>(position));
    }
    // Whether a batch that reaches this position still has room for a row.
    [[nodiscard]] bool has_room(std::size_t position) const {
        const auto last = (std::max)(furthest_, static_cast<std::uint32_t>(position));
        return batch_.tokens.size() < model_->most_rows(last);
    }
    void clear_batch() {
        batch_.clear();
        furthest_ = 0;
    }

    // The state of one call of generate. A destructor gives back what is still held, should the
    // sink throw.
    class running {
    public:
        running(local_backend& owner, std::list<prompt_group>& groups, draw_sink sink)
            : owner_(owner), groups_(groups), sink_(sink) {}
        running(const running&) = delete;
        running& operator=(const running&) = delete;
        ~running() {
            for (sequence& one : active_) {
                release(one);
            }
            for (prompt_group& group : groups_) {
                owner_.give_back(group.slot);
                owner_.pool_->give_back(group.pages);
            }
        }

        // One forward pass; false when all draws were delivered.
        bool advance(const std::stop_token& stop) {
            if (stop.stop_requested()) {
                cancel({errc::cancelled, "generation was stopped"});
            }
            admit();
            if (active_.empty() && groups_.empty()) {
                return false;
            }
            owner_.clear_batch();
            members_.clear();
            add_sequences();
            add_prompts();
            owner_.run_batch();
            if (const auto failure = owner_.device_->failure()) {
                cancel(*failure);
                return false;
            }
            take_results();
            return true;
        }

    private:
        // Begins as many draws as slots and pages allow: those that were put back first.
        void admit() {
            while (!waiting_.empty() && can_start(waiting_.front())) {
                start(std::move(waiting_.front()));
                waiting_.pop_front();
            }
            if (!waiting_.empty()) {
                return;
            }
            for (prompt_group& group : groups_) {
                while (group.next < group.request->count) {
                    sequence one;
                    one.group = &group;
                    one.number = group.request->first + group.next;
                    if (!can_start(one)) {
                        return;
                    }
                    ++group.next;
                    start(std::move(one));
                }
            }
        }

        // Whether a slot is there, the prompt's pages are filled or can be asked for, and pages
        // are left over for those that run already.
        bool can_start(const sequence& one) {
            prompt_group& group = *one.group;
            if (!group.ready() && group.slot == 0) {
                if (owner_.slots_.empty()
                    || !owner_.pool_->take(pages_for(group.shared()), group.pages)) {
                    return false;
                }
                group.slot = owner_.take_slot();
                group.filled = 0;
                owner_.model_->set_pages(group.slot, 0, group.pages);
            }
            const std::size_t needed =
                pages_for(one.length() + 1) - group.pages.size() + active_.size();
            return group.ready() && !owner_.slots_.empty()
                   && (needed <= owner_.pool_->free() || active_.empty());
        }

        void start(sequence one) {
            prompt_group& group = *one.group;
            ++group.live;
            one.slot = owner_.take_slot();
            one.in_cache = group.shared();
            owner_.model_->set_pages(one.slot, 0, group.pages);
            if (group.request->how.repetition_penalty != 1.0) {
                std::vector<std::uint32_t> seen(owner_.model_->seen_stride());
                for (std::size_t i = 0; i < one.length(); ++i) {
                    const auto token = static_cast<std::uint32_t>(one.token(i));
                    seen[token / 32] |= std::uint32_t{1} << (token % 32);
                }
                owner_.model_->set_seen(one.slot, seen);
            }
            active_.push_back(std::move(one));
        }

        void release(sequence& one) {
            owner_.give_back(one.slot);
            owner_.pool_->give_back(one.pages);
            --one.group->live;
        }

        // Gives a sequence pages for so many tokens; takes them from the youngest if need be.
        // False if the sequence itself was the youngest and now waits.
        bool make_room(typename std::list<sequence>::iterator one, std::size_t tokens) {
            const std::size_t had = one->pages.size();
            const std::size_t shared = one->group->pages.size();
            const std::size_t wanted = pages_for(tokens) - shared;
            while (wanted > one->pages.size()
                   && !owner_.pool_->take(wanted - one->pages.size(), one->pages)) {
                if (drop_idle_prompt(one->group)) {
                    continue;
                }
                const auto youngest = std::prev(active_.end());
                const bool itself = youngest == one;
                release(*youngest);
                waiting_.push_front(std::move(*youngest));
                active_.erase(youngest);
                if (itself) {
                    return false;
                }
            }
            if (one->pages.size() > had) {
                owner_.model_->set_pages(one->slot, static_cast<std::uint32_t>(shared + had),
                                         std::span(one->pages).subspan(had));
            }
            return true;
        }

        // Frees the pages of a prompt that no draw uses now; it will be computed again.
        bool drop_idle_prompt(const prompt_group* keep) {
            for (prompt_group& group : groups_) {
                if (&group != keep && group.live == 0 && !group.pages.empty()) {
                    owner_.give_back(group.slot);
                    owner_.pool_->give_back(group.pages);
                    group.filled = 0;
                    return true;
                }
            }
            return false;
        }

        // Rows of all running draws, oldest first: the one drawn last, or what is not yet in the
        // cache.
        void add_sequences() {
            for (auto one = active_.begin(); one != active_.end();) {
                const auto next = std::next(one);
                std::size_t to = one->in_cache;
                while (to < one->length()
                       && owner_.batch_.tokens.size() + (to - one->in_cache)
                              < owner_.model_->most_rows(
                                  (std::max)(owner_.furthest_, static_cast<std::uint32_t>(to)))) {
                    ++to;
                }
                if (to == one->in_cache || !make_room(one, to)) {
                    one = to == one->in_cache ? next : active_.end();
                    continue;
                }
                for (std::size_t i = one->in_cache; i < to; ++i) {
                    owner_.add_row(one->token(i), one->slot, i);
                }
                one->in_cache = to;
                if (to == one->length()) {
                    owner_.batch_.wanted.push_back(
                        static_cast<std::int32_t>(owner_.batch_.tokens.size() - 1));
                    owner_.batch_.sampled.push_back(rule_of(*one));
                    members_.push_back(one);
                }
                one = std::next(one);
            }
        }

        // Rows of prompts whose shared pages are being filled.
        void add_prompts() {
            for (prompt_group& group : groups_) {
                while (group.slot != 0 && group.filled < group.shared()
                       && owner_.has_room(group.filled)) {
                    owner_.add_row(group.prompt[group.filled], group.slot, group.filled);
                    ++group.filled;
                }
                if (group.slot != 0 && group.ready()) {
                    owner_.give_back(group.slot);
                }
            }
        }

        [[nodiscard]] static detail::sampling_row rule_of(const sequence& one) {
            const sampling& how = one.group->request->how;
            const std::uint64_t seed = how.seed + one.number;
            detail::sampling_row row;
            row.temperature = static_cast<float>(how.temperature);
            row.top_p = static_cast<float>(how.top_p);
            row.min_p = static_cast<float>(how.min_p);
            row.repetition_penalty = static_cast<float>(how.repetition_penalty);
            row.top_k =
                static_cast<std::uint32_t>((std::min)(how.top_k, std::uint64_t{0xFFFFFFFFU}));
            row.slot = static_cast<std::int32_t>(one.slot);
            row.number = static_cast<std::uint32_t>(one.drawn.size());
            row.seed_low = static_cast<std::uint32_t>(seed & 0xFFFFFFFFU);
            row.seed_high = static_cast<std::uint32_t>(seed >> 32U);
            return row;
        }

        void take_results() {
            for (std::size_t i = 0; i < members_.size(); ++i) {
                sequence& one = *members_[i];
                const token_id token = owner_.results_.tokens[i];
                if (static_cast<std::uint32_t>(token) >= owner_.config_.vocab_size) {
                    result<completion> none =
                        error{errc::malformed, "the model's logits are not numbers"};
                    finish(members_[i], std::move(none));
                    continue;
                }
                const bool raw = owner_.options_.logprobs == logprob_distribution::raw;
                const float logprob = raw ? owner_.results_.raw[i] : owner_.results_.processed[i];
                one.drawn.push_back(token);
                one.logprobs.push_back(static_cast<double>((std::min)(logprob, 0.0F)));
                if (auto ended = owner_.ended(one)) {
                    finish(members_[i], std::move(*ended));
                }
            }
        }

        void finish(typename std::list<sequence>::iterator one, result<completion> outcome) {
            prompt_group* const group = one->group;
            const std::size_t request = group->index;
            const std::uint32_t number = one->number;
            release(*one);
            active_.erase(one);
            const bool waits = std::any_of(waiting_.begin(), waiting_.end(),
                                           [&](const sequence& w) { return w.group == group; });
            if (group->live == 0 && group->next == group->request->count && !waits) {
                owner_.give_back(group->slot);
                owner_.pool_->give_back(group->pages);
                groups_.remove_if([&](const prompt_group& g) { return &g == group; });
            }
            sink_({.request = request, .number = number, .outcome = std::move(outcome)});
        }

        // Ends all draws with an error.
        void cancel(const error& why) {
            std::vector<std::pair<std::size_t, std::uint32_t>> rest;
            for (sequence& one : active_) {
                release(one);
                rest.emplace_back(one.group->index, one.number);
            }
            for (const sequence& one : waiting_) {
                rest.emplace_back(one.group->index, one.number);
            }
            for (prompt_group& group : groups_) {
                for (; group.next < group.request->count; ++group.next) {
                    rest.emplace_back(group.index, group.request->first + group.next);
                }
                owner_.give_back(group.slot);
                owner_.pool_->give_back(group.pages);
            }
            active_.clear();
            waiting_.clear();
            groups_.clear();
            for (const auto& [request, number] : rest) {
                sink_({.request = request, .number = number, .outcome = why});
            }
        }

        local_backend& owner_;
        std::list<prompt_group>& groups_;
        draw_sink sink_;
        std::list<sequence> active_{};    // oldest first
        std::deque<sequence> waiting_{};  // put back when the cache was full
        std::vector<typename std::list<sequence>::iterator> members_{};  // of sampled rows
    };

    // The completion, if the token drawn last ended it.
    [[nodiscard]] std::optional<completion> ended(sequence& one) const {
        const generation_request& request = *one.group->request;
        const token_id token = one.drawn.back();
        const bool end = std::find(config_.end_tokens.begin(), config_.end_tokens.end(),
                                   static_cast<std::uint32_t>(token))
                         != config_.end_tokens.end();
        std::optional<finish_reason> reason;
        if (end) {
            reason = finish_reason::stop;
        } else if (words_) {
            const std::size_t before = one.bytes.size();
            one.bytes += words_->bytes_of(token);
            std::size_t cut = std::string::npos;
            for (const std::string& stop : request.how.stop) {
                const std::size_t from = before < stop.size() ? 0 : before - stop.size() + 1;
                cut = (std::min)(cut, one.bytes.find(stop, from));
            }
            if (cut != std::string::npos) {
                one.bytes.resize(cut);
                reason = finish_reason::stop;
            }
        }
        if (!reason && (one.drawn.size() >= request.how.max_tokens || one.length() >= context_)) {
            reason = finish_reason::length;
        }
        if (!reason) {
            return std::nullopt;
        }
        completion done;
        done.text = tokenizer::byte_level_bpe::text_of(one.bytes);
        done.finish = *reason;
        done.seed = request.how.seed + one.number;
        done.prompt_tokens = static_cast<std::uint32_t>(one.group->prompt.size());
        done.completion_tokens = static_cast<std::uint32_t>(one.drawn.size());
        if (request.token_ids) {
            done.tokens = one.drawn;
            done.prompt_token_ids = one.group->prompt;
        }
        if (request.logprobs) {
            logprob_kind kind{.distribution = options_.logprobs,
                              .ending = end_of_sequence::included};
            if (options_.logprobs == logprob_distribution::processed) {
                kind.temperature = request.how.temperature;
                kind.top_p = request.how.top_p;
                kind.min_p = request.how.min_p;
                kind.top_k = request.how.top_k;
            }
            done.logprobs.emplace(std::move(one.logprobs), kind,
                                  *reason == finish_reason::length ? completion_extent::cut
                                                                   : completion_extent::complete);
        }
        return done;
    }

    // ---- Scoring ---------------------------------------------------------------------------

    // The state of one call of score.
    class scoring {
    public:
        scoring(local_backend& owner, std::deque<scored_text>& waiting,
                std::vector<result<token_logprobs>>& scores)
            : owner_(owner), waiting_(waiting), scores_(scores) {}
        scoring(const scoring&) = delete;
        scoring& operator=(const scoring&) = delete;
        ~scoring() {
            for (scored_text& text : active_) {
                owner_.give_back(text.slot);
                owner_.pool_->give_back(text.pages);
            }
            for (scored_prompt& prompt : prompts_) {
                owner_.pool_->give_back(prompt.pages);
            }
        }

        // One forward pass; false when all texts were scored.
        bool advance() {
            while (!waiting_.empty() && start(waiting_.front())) {
                waiting_.pop_front();
            }
            if (active_.empty()) {
                return false;
            }
            owner_.clear_batch();
            members_.clear();
            for (scored_text& text : active_) {
                add_rows(text);
            }
            if (!owner_.batch_.tokens.empty()) {
                owner_.run_batch();
            }
            const auto& failure = owner_.device_->failure();
            for (std::size_t i = 0; i < members_.size() && !failure; ++i) {
                members_[i]->values.push_back(
                    static_cast<double>((std::min)(owner_.results_.raw[i], 0.0F)));
            }
            for (auto text = active_.begin(); text != active_.end();) {
                const auto next = std::next(text);
                if (failure) {
                    scores_[text->index] = *failure;
                    finish(text);
                } else if (text->in_cache + 1 >= text->ids.size()) {
                    scores_[text->index] = token_logprobs(
                        std::move(text->values),
                        {.distribution = logprob_distribution::raw, .ending = text->ending});
                    finish(text);
                }
                text = next;
            }
            return true;
        }

    private:
        // False if slots or pages are lacking.
        bool start(scored_text& text) {
            if (owner_.slots_.empty()) {
                return false;
            }
            const std::span<const token_id> shared = text.shared();
            auto prompt = std::find_if(prompts_.begin(), prompts_.end(), [&](const auto& known) {
                return std::equal(known.ids.begin(), known.ids.end(), shared.begin(), shared.end());
            });
            const bool known = prompt != prompts_.end();
            const std::uint32_t own = pages_for(text.ids.size()) - pages_for(shared.size());
            if (own + (known ? 0 : pages_for(shared.size())) > owner_.pool_->free()) {
                return false;
            }
            if (!known) {
                prompt = prompts_.emplace(prompts_.end());
                prompt->ids.assign(shared.begin(), shared.end());
                static_cast<void>(owner_.pool_->take(pages_for(shared.size()), prompt->pages));
            }
            static_cast<void>(owner_.pool_->take(own, text.pages));
            ++prompt->live;
            text.prompt = prompt;
            text.slot = owner_.take_slot();
            text.in_cache = shared.size();
            owner_.model_->set_pages(text.slot, 0, prompt->pages);
            owner_.model_->set_pages(text.slot, static_cast<std::uint32_t>(prompt->pages.size()),
                                     text.pages);
            active_.push_back(std::move(text));
            return true;
        }

        // Rows of the prompt, if no text before did it, then the text's own: in one pass rows see
        // what the pass itself puts into the cache.
        void add_rows(scored_text& text) {
            scored_prompt& prompt = *text.prompt;
            for (; prompt.filled < prompt.ids.size() && owner_.has_room(prompt.filled);
                 ++prompt.filled) {
                owner_.add_row(prompt.ids[prompt.filled], text.slot, prompt.filled);
            }
            // The last token is scored, but nothing follows it.
            while (prompt.filled == prompt.ids.size() && text.in_cache + 1 < text.ids.size()
                   && owner_.has_room(text.in_cache)) {
                const std::size_t at = text.in_cache++;
                owner_.add_row(text.ids[at], text.slot, at);
                if (at + 1 >= text.first) {
                    owner_.batch_.wanted.push_back(
                        static_cast<std::int32_t>(owner_.batch_.tokens.size() - 1));
                    owner_.batch_.targets.push_back(text.ids[at + 1]);
                    members_.push_back(&text);
                }
            }
        }

        // The prompt's pages stay if the text that comes next begins with them.
        void finish(typename std::list<scored_text>::iterator text) {
            const auto prompt = text->prompt;
            owner_.give_back(text->slot);
            owner_.pool_->give_back(text->pages);
            active_.erase(text);
            const auto begins_with = [&](const scored_text& next) {
                const std::span<const token_id> shared = next.shared();
                return std::equal(prompt->ids.begin(), prompt->ids.end(), shared.begin(),
                                  shared.end());
            };
            if (--prompt->live == 0 && (waiting_.empty() || !begins_with(waiting_.front()))) {
                owner_.pool_->give_back(prompt->pages);
                prompts_.erase(prompt);
            }
        }

        local_backend& owner_;
        std::deque<scored_text>& waiting_;
        std::vector<result<token_logprobs>>& scores_;
        std::list<scored_prompt> prompts_{};
        std::list<scored_text> active_{};
        std::vector<scored_text*> members_{};  // of rows that are wanted
    };

    local_backend() = default;

    std::unique_ptr<Device> device_{};
    checkpoint::model_config config_{};
    std::optional<tokenizer::byte_level_bpe> words_{};
    std::optional<tokenizer::chat_format> chat_{};
    local_options options_{};
    std::uint32_t context_ = 0;
    backend_capabilities able_{};
    std::unique_ptr<detail::transformer<Device>> model_{};
    std::unique_ptr<detail::page_pool> pool_{};
    std::vector<std::uint32_t> slots_{};  // that are free
    detail::forward_batch batch_{};
    detail::forward_results results_{};
    std::uint32_t furthest_ = 0;  // position in batch_
};

}  // namespace passk::adapter::cuda

#endif  // PASSK_ADAPTER_CUDA_LOCAL_BACKEND_HPP
