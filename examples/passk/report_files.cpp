// SPDX-License-Identifier: Apache-2.0
// Reports as files: a page, and its figures one by one.
#include "tool.hpp"

#include <passk/report/figure.hpp>
#include <passk/report/html.hpp>
#include <passk/report/latex.hpp>
#include <passk/report/markdown.hpp>
#include <passk/report/report_page.hpp>
#include <passk/report/svg.hpp>
#include <passk/report/vega_lite.hpp>

#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace passk_tool {
namespace {

void write_file(const std::filesystem::path& path, const std::string& text) {
    errno = 0;
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) {
        throw failure(data_say_no, path.string() + ": cannot be written ("
                                       + (errno != 0 ? std::strerror(errno) : "unknown reason")
                                       + ")");
    }
}

void make_directory(const std::string& path) {
    std::error_code problem;
    std::filesystem::create_directories(path, problem);
    if (problem) {
        throw failure(data_say_no, path + ": cannot be made (" + problem.message() + ")");
    }
}

}  // namespace

void add_report_options(CLI::App& command, report_files& files) {
    command
        .add_option("--html", files.html,
                    "Write the report as one HTML file that needs no network and no other file")
        ->option_text("FILE");
    command.add_option("--svg", files.svg_directory, "Write each figure as an .svg file")
        ->option_text("DIR");
    command
        .add_option("--vega", files.vega_directory,
                    "Write each figure as Vega-Lite JSON, for notebooks")
        ->option_text("DIR");
}

void write_report(const report_files& files, const passk::report_page& page) {
    if (!files.html.empty()) {
        write_file(files.html, passk::to_html(page));
    }
    if (files.svg_directory.empty() && files.vega_directory.empty()) {
        return;
    }
    for (const std::string& directory : {files.svg_directory, files.vega_directory}) {
        if (!directory.empty()) {
            make_directory(directory);
        }
    }
    for (const passk::figure& figure : passk::figures_of(page)) {
        if (!files.svg_directory.empty()) {
            write_file(std::filesystem::path(files.svg_directory) / (figure.id + ".svg"),
                       passk::to_svg(figure));
        }
        if (!files.vega_directory.empty()) {
            write_file(std::filesystem::path(files.vega_directory) / (figure.id + ".vl.json"),
                       passk::to_vega_lite(figure));
        }
    }
}

std::string page_text(const passk::report_page& page, page_format format) {
    return format == page_format::latex ? passk::to_latex(page) : passk::to_markdown(page);
}

}  // namespace passk_tool
